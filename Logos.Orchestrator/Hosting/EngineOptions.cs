using Logos.Core.Graphs.NodeTypes;

namespace Logos.Orchestrator.Hosting;

/// <summary>The engine within a host. Section <c>Logos:Engine</c>.</summary>
public sealed class EngineOptions
{
    public const string Section = "Logos:Engine";

    /// <summary>Where the journal is; a relative path is below the host's content root. Belongs to this process alone while it runs.</summary>
    public string Folder { get; set; } = "logos-data";

    /// <summary>A folder of graphs, every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> in it, below the content root; <c>graphs</c> where that is there.</summary>
    public string? Graphs { get; set; }

    /// <summary>How long running nodes may take to finish when the host stops.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long whoever signals, cancels or retries waits for the answer of the execution's owner.</summary>
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A claimed node of which nothing was heard for so long is run again.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Linear runs of deterministic nodes travel as one task.</summary>
    public bool Fusing { get; set; } = true;

    /// <summary>What one node may yield.</summary>
    public long MaxOutput { get; set; } = 64 * 1024 * 1024;

    /// <summary>The size of the journal's files.</summary>
    public long Segment { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many nodes of a pool run at once; the pool <c>rule</c> has one for each processor, the others 8.</summary>
    public IDictionary<Pool, int> Slots { get; } = new Dictionary<Pool, int>();
}
