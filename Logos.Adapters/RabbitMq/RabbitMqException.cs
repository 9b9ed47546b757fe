using Logos.Rules.Faults;

namespace Logos.Adapters.RabbitMq;

/// <summary>RabbitMQ cannot be used as it is set up: trying again would not help.</summary>
public sealed class RabbitMqException(Fault fault, Exception? inner = null) : Exception($"{fault.Code}: {fault.Message}", inner)
{
    public Fault Fault { get; } = fault;
}
