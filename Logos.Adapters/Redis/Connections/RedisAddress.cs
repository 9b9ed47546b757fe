namespace Logos.Adapters.Redis.Connections;

/// <summary>Where a server is, and who we are to it.</summary>
public sealed record RedisAddress(string Host, int Port)
{
    public string? User { get; init; }

    public string? Password { get; init; }

    public int Database { get; init; }

    public bool IsTls { get; init; }

    /// <summary>The name in the server's certificate, where it is not <see cref="Host"/>.</summary>
    public string? CertificateName { get; init; }

    /// <summary>How this process is called in the server's list of clients.</summary>
    public string? ClientName { get; init; }

    public TimeSpan? ConnectTime { get; init; }

    public TimeSpan? CommandTime { get; init; }

    // A password belongs in no log.
    public override string ToString() => $"{(IsTls ? "rediss" : "redis")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{Database}";
}
