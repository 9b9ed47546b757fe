namespace Logos.Gateway;

/// <summary>The public HTTP API. Section <c>Logos:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Logos:Gateway";

    /// <summary>What belongs to nobody in particular.</summary>
    internal const string DefaultWorkspace = "default";

    /// <summary>Nobody is asked who they are. Only where the server is reached from its own machine alone.</summary>
    public bool NoAuth { get; set; }

    /// <summary>How large a definition may be, in bytes.</summary>
    public long MaxGraph { get; set; } = 4 * 1024 * 1024;

    /// <summary>How large the body may be that carries the inputs of an execution.</summary>
    public long MaxInputs { get; set; } = 16 * 1024 * 1024;

    /// <summary>How large any other body may be.</summary>
    public long MaxBody { get; set; } = 1024 * 1024;

    /// <summary>The names beside <c>localhost</c> by which callers reach a server that listens on loopback.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>How long it is kept who changed what.</summary>
    public TimeSpan AuditAge { get; set; } = TimeSpan.FromDays(90);
}
