namespace Logos.AppHost.Machine;

/// <summary>What the services run over.</summary>
internal enum Infra
{
    /// <summary>PostgreSQL, RabbitMQ and Redis in containers.</summary>
    Containers,

    /// <summary>The machine's own PostgreSQL, RabbitMQ and Redis.</summary>
    Native,

    /// <summary>Nothing: <c>logos up</c> is all of it in one process.</summary>
    Process,
}
