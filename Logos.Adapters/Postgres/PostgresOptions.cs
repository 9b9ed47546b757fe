namespace Logos.Adapters.Postgres;

/// <summary>How a process deals with PostgreSQL. What is not given suits one that does everything.</summary>
public sealed record PostgresOptions
{
    /// <summary>As the server's list of connections shows it, when the address does not say.</summary>
    public string Name { get; init; } = "logos";

    /// <summary>How many connections it takes at most. It comes before what the address says.</summary>
    public int? Connections { get; set; }

    /// <summary>The same, when neither that nor the address says.</summary>
    public int UsualConnections { get; init; } = 20;
}
