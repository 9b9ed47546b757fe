namespace Logos.Adapters.RabbitMq;

/// <summary>Where RabbitMQ is, and how it is dealt with. What is not given suits a cluster.</summary>
public sealed record RabbitMqOptions
{
    /// <summary><c>amqp://user:password@host:port/vhost</c>, or <c>amqps://</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>Which store this broker serves. Two stores never take one broker for their own.</summary>
    public required string Store { get; init; }

    /// <summary>Stands before the name of everything that is declared, so that several may share a virtual host.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>As many as the store has.</summary>
    public int Partitions { get; init; } = 32;

    /// <summary>As operators see it in the server's list of connections.</summary>
    public string Name { get; init; } = "logos";

    /// <summary>A file with the certificates of the authorities that <c>amqps</c> trusts instead of the machine's own.</summary>
    public string? Authority { get; set; }

    /// <summary>How many messages may be on their way without a confirm.</summary>
    public int Window { get; set; } = 1_000;

    /// <summary>How many messages an owner is given ahead of its reading them.</summary>
    public int InboxPrefetch { get; set; } = 512;

    /// <summary>After two of them without a sign of life a connection is given up.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long who publishes waits for a broker that is away, before it hears of it. Shorter than a lease.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A connection on which nothing is confirmed for so long, while nothing blocks it, is of no use.</summary>
    public TimeSpan ConfirmTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two tries to connect, at most.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The id of the request under way, for the header <c>X-Request-ID</c> of what does not bear one itself.</summary>
    public Func<string?>? RequestId { get; init; }
}
