using Logos.Gateway.Limits;

namespace Logos.Gateway;

/// <summary>The public HTTP API. Section <c>Logos:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Logos:Gateway";

    /// <summary>What belongs to nobody in particular.</summary>
    internal const string DefaultWorkspace = "default";

    /// <summary>Nobody is asked who they are. Only where the server is reached from its own machine alone.</summary>
    public bool NoAuth { get; set; }

    /// <summary>The names beside <c>localhost</c> by which callers reach a server that listens on loopback.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>
    /// Addresses and networks of the proxies before this server. What they say of a request in <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> counts; what anybody else says there does not.
    /// </summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>How long it is kept who changed what.</summary>
    public TimeSpan AuditAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How large a definition may be, in bytes.</summary>
    public long MaxGraph { get; set; } = 4 * 1024 * 1024;

    /// <summary>How large the body may be that carries the inputs of an execution.</summary>
    public long MaxInputs { get; set; } = 16 * 1024 * 1024;

    /// <summary>How large any other body may be.</summary>
    public long MaxBody { get; set; } = 1024 * 1024;

    /// <summary>How much memory the bodies may take together that are read and worked on, the small ones aside, in bytes.</summary>
    public long MaxBodies { get; set; } = 128 * 1024 * 1024;

    /// <summary>How many values a body may hold.</summary>
    public int MaxValues { get; set; } = 1_000_000;

    /// <summary>How many executions of a workspace may be under way, those that wait to begin among them.</summary>
    public int MaxInFlight { get; set; } = 100_000;

    /// <summary>How many executions of a workspace may wait to begin.</summary>
    public int MaxQueued { get; set; } = 20_000;

    /// <summary>How many executions may be under way of a graph, by its name; of one that does not stand here as many as of the workspace.</summary>
    public IDictionary<string, int> MaxInFlightOf { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>How many requests of one token may be under way, those that wait or watch among them.</summary>
    public int MaxRequestsPerToken { get; set; } = 5_000;

    /// <summary>How many secrets a workspace may keep.</summary>
    public int MaxSecrets { get; set; } = 10_000;

    /// <summary>How many connections a workspace may keep.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How many schedules a workspace may have, paused ones as well.</summary>
    public int MaxSchedules { get; set; } = 10_000;

    /// <summary>How many webhooks a workspace may have.</summary>
    public int MaxWebhooks { get; set; } = 10_000;

    /// <summary>How many tokens a workspace may have that are good.</summary>
    public int MaxTokens { get; set; } = 10_000;

    /// <summary>How many connections there may be; one more is closed at once.</summary>
    public int MaxOpenConnections { get; set; } = Descriptors.Connections;

    /// <summary>How long a caller may take to send the headers of a request.</summary>
    public TimeSpan HeadersTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How slowly a body may come, in bytes per second.</summary>
    public long MinBodyRate { get; set; } = 1024;

    /// <summary>How long a gateway that was asked to stop still answers, and says that it is not ready. A program of its own alone does that.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);
}
