using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;
using Logos.Core.Work;

namespace Logos.Orchestrator.Hosting;

/// <summary>The engine within a host. Section <c>Logos:Engine</c>.</summary>
public sealed class EngineOptions
{
    public const string Section = "Logos:Engine";

    /// <summary>Where the journal is; a relative path is below the host's content root. Belongs to this process alone while it runs.</summary>
    public string Folder { get; set; } = "logos-data";

    /// <summary>The keys of the secrets that are kept, below <see cref="Folder"/> where the path is relative; made at the first start.</summary>
    public string KeyFile { get; set; } = "secrets.key";

    /// <summary>A folder of graphs, every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> in it, below the content root; <c>graphs</c> where that is there.</summary>
    public string? Graphs { get; set; }

    /// <summary>How long running nodes may take to finish when the host stops.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long whoever signals, cancels or retries waits for the answer of the execution's owner.</summary>
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A claimed node of which nothing was heard for so long is run again.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often an owner looks into the journal's tables although nobody woke it.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many messages an owner takes in before it commits.</summary>
    public int Batch { get; set; } = 512;

    /// <summary>How often a node is tried, the first time included, where neither it nor its graph says.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Linear runs of deterministic nodes travel as one task, and small tasks in bundles.</summary>
    public bool Fusing { get; set; } = true;

    /// <summary>What one node may yield.</summary>
    public long MaxOutput { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many levels of executions stand below the one that a caller started.</summary>
    public int MaxDepth { get; set; } = 32;

    /// <summary>How many executions that belong together, one that a caller started and all below it, are open at once.</summary>
    public int MaxOpen { get; set; } = 10_000;

    /// <summary>How many signals an execution keeps that no node has taken.</summary>
    public int MaxSignals { get; set; } = 1000;

    /// <summary>How many bytes of them.</summary>
    public long MaxSignalBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The size of the journal's files.</summary>
    public long Segment { get; set; } = 16 * 1024 * 1024;

    /// <summary>How much written to the journal makes a snapshot due, which lets old files of it go.</summary>
    public long SnapshotEvery { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long what has ended stays in memory before its rows are in the journal alone.</summary>
    public TimeSpan RestAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after its end an execution is kept; null without a limit.</summary>
    public TimeSpan? RetentionAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many finished executions are kept, their children not counted; null without a limit.</summary>
    public long? RetentionCount { get; set; } = 1_000_000;

    /// <summary>How often it is looked for executions that may be deleted.</summary>
    public TimeSpan RetentionEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often it is looked for blobs that nothing refers to.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many nodes of a pool run at once; the pool <c>rule</c> has one for each processor, the others 8.</summary>
    public IDictionary<Pool, int> Slots { get; } = new Dictionary<Pool, int>();

    /// <summary>What of it concerns owners.</summary>
    internal OrchestrationOptions ToOrchestration(Action<ExecutionHead, Failure> stranded) => OrchestrationOptions.Default with
    {
        BatchSize = Batch,
        PollInterval = Poll,
        Silence = Silence,
        Stranded = stranded,
        MaxDepth = MaxDepth,
        MaxOpen = MaxOpen,
        Execution = ExecutionOptions.Default with
        {
            Fusing = Fusing,
            MaxSignals = MaxSignals,
            MaxSignalBytes = (int)MaxSignalBytes,
            Retry = ExecutionOptions.Default.Retry with { Attempts = Attempts },
        },
    };
}
