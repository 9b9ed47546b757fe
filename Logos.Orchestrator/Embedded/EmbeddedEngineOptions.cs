using System.Diagnostics.Metrics;
using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Adapters.Memory;
using Logos.Core.Connections;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>What an engine within one process is given.</summary>
public sealed record EmbeddedEngineOptions
{
    /// <summary>Where its journal is; belongs to this engine alone while it runs.</summary>
    public required string Folder { get; init; }

    /// <summary>The graphs that it can run, by name; each is saved in the journal too, so that what has begun goes on with the version it began with.</summary>
    public required IReadOnlyDictionary<string, GraphPlan> Graphs { get; init; }

    /// <summary>Node types of one's own, beside those that come with Logos.</summary>
    public IReadOnlyList<NodeRegistration> Nodes { get; init; } = [];

    /// <summary>Those that its store does not have.</summary>
    public ISecretSource Secrets { get; init; } = GivenSecrets.None;

    /// <summary>The connections that its store does not have. Handlers that were made before the engine ask this for all of them.</summary>
    public EngineConnections Connections { get; init; } = new(GivenConnections.None);

    /// <summary>What the secrets in its store are sealed with, below its folder; made when it is not there. Null for an engine that keeps none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>For the types that come with Logos, as far as they are not replaced.</summary>
    public OutboundOptions Outbound { get; init; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Of the host that measures what the engine does; null where nobody measures.</summary>
    public IMeterFactory? Meters { get; init; }

    /// <summary>How long running nodes may take to finish when the engine goes down.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many nodes of a pool run at once; the pool <c>rule</c> has one for each processor where nothing else is said, the others 8.</summary>
    public IReadOnlyDictionary<Pool, int> Slots { get; init; } = new Dictionary<Pool, int>();

    /// <summary>How long a caller waits for the answer to a command.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    public OrchestrationOptions Orchestration { get; init; } = OrchestrationOptions.Default;

    /// <summary>How long what has ended is kept.</summary>
    public StoreOptions Keeping { get; init; } = StoreOptions.Standard;

    /// <summary>Told once, before anything goes on, of the executions in the folder that have not ended, children as well.</summary>
    public Action<IReadOnlyList<ExecutionSummary>>? Unfinished { get; init; }

    /// <summary>How often it is looked for blobs that nothing refers to.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Hears why blobs that nothing refers to were left where they are; the execution is null when none could be looked at.</summary>
    public Action<Guid?, Exception>? SweepFailed { get; init; }

    /// <summary>Hears when a large value finds no room on the disk, and when there is room again.</summary>
    public Action<bool>? BlobsFull { get; init; }

    /// <summary>How often it is tried, while there is none.</summary>
    public TimeSpan LookForRoomEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TaskRunnerOptions Running { get; init; } = TaskRunnerOptions.Standard;

    public JournalOptions Journal { get; init; } = new();

    /// <summary>Told of everything that changes, beside whoever watches within this process; what serves callers reads it. Null for nobody.</summary>
    public MemoryFeed? Feed { get; init; }

    /// <summary>Takes the folder's place: a disk of a test's own.</summary>
    internal IDisk? Disk { get; init; }

    /// <summary>Runs the owners and the workers; null for the thread pool.</summary>
    internal TaskScheduler? Scheduler { get; init; }

    internal PoolOptions Pools { get; init; } = PoolOptions.Default;

    /// <summary>Stands before the broker.</summary>
    internal Func<IWorkBroker, IWorkBroker>? Broker { get; init; }

    /// <summary>Takes the place of the types that come with Logos, and of <see cref="Nodes"/>.</summary>
    internal NodeHandlers? Handlers { get; init; }

    internal int SlotsOf(Pool pool) => Slots.TryGetValue(pool, out var slots) ? slots : pool == Pool.Rule ? Environment.ProcessorCount : PoolOptions.Default.Slots;
}
