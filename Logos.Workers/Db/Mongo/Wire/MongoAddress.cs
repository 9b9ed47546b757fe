namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>Where the servers are, and who we are to them.</summary>
/// <param name="Hosts">One server, or the members of a replica set.</param>
internal sealed record MongoAddress(IReadOnlyList<(string Host, int Port)> Hosts)
{
    public string Database { get; init; } = "";

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>The database that knows the user.</summary>
    public string Source { get; init; } = "admin";

    /// <summary>Null leaves it to the server.</summary>
    public string? Mechanism { get; init; }

    public string? ReplicaSet { get; init; }

    public TlsUse Tls { get; init; }

    // A password belongs in no log.
    public override string ToString() => string.Join(", ", Hosts.Select(host => $"{host.Host}:{host.Port}"));
}
