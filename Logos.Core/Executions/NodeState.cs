using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>Where a node stands. Only <see cref="ExecutionState"/> changes it.</summary>
public sealed class NodeState
{
    public NodeStatus Status
    {
        get;
        internal set
        {
            Transitions.Check(field, value);
            field = value;
        }
    }

    /// <summary>The attempt that runs or ran last; 0 before the first.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Attempts that a retry by hand has put behind: they do not count against the policy.</summary>
    public int TriesBefore { get; internal set; }

    /// <summary>Its place in the order in which outcomes were recorded; 0 before.</summary>
    public long Sequence { get; internal set; }

    /// <summary>The round of a loop.</summary>
    public int Round { get; internal set; }

    /// <summary>A worker holds it and sends signs of life.</summary>
    public bool Claimed { get; internal set; }

    public bool Quarantined { get; internal set; }

    public int Silences { get; internal set; }

    public string? Worker { get; internal set; }

    public DateTimeOffset? DispatchedAt { get; internal set; }

    /// <summary>The commit that made its last dispatch durable: what lies above the last published commit is published again.</summary>
    public long DispatchedIn { get; internal set; }

    public DateTimeOffset? StartedAt { get; internal set; }

    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>When the next attempt, or the end of a wait, is due.</summary>
    public DateTimeOffset? DueAt { get; internal set; }

    /// <summary>When a node of the orchestrator's own has taken too long.</summary>
    public DateTimeOffset? TimeoutAt { get; internal set; }

    /// <summary>The signal that it waits for.</summary>
    public string? Signal { get; internal set; }

    /// <summary>It failed for good, and its fallback is being evaluated.</summary>
    public bool FallsBack { get; internal set; }

    /// <summary>A round of its loop has ended, and whether it was the last is being found out.</summary>
    public bool Checking { get; internal set; }

    /// <summary>Its output was taken from the cache.</summary>
    public bool Cached { get; internal set; }

    /// <summary>What it was given, where the orchestrator itself works on it.</summary>
    public Value With { get; internal set; }

    /// <summary>What its last attempt that was told of was given, as a worker recorded it.</summary>
    public Payload? Input { get; internal set; }

    public Payload? Output { get; internal set; }

    /// <summary>The parts of its output that control expressions read.</summary>
    public Value Control { get; internal set; }

    public Failure? Error { get; internal set; }

    /// <summary>Why it was skipped, as the timeline tells it.</summary>
    public string? SkippedBecause { get; internal set; }

    public CompensationStatus Compensation { get; internal set; }

    public int CompensationAttempt { get; internal set; }

    public Failure? CompensationError { get; internal set; }

    public ItemState[]? Items { get; internal set; }

    /// <summary>The next item to begin with.</summary>
    public int Cursor { get; internal set; }

    /// <summary>Items that run or wait for their next attempt.</summary>
    public int OpenItems { get; set; }

    public int EndedItems { get; set; }

    /// <summary>An item failed for good: no more are begun, and the node fails when the last has ended.</summary>
    public Failure? ItemsFailed { get; internal set; }

    internal bool Changed { get; set; }

    /// <summary>As a row tells it, whatever it was before.</summary>
    internal static NodeState At(NodeStatus status)
    {
        var node = new NodeState();
        if (status is not (NodeStatus.Pending or NodeStatus.Skipped))
            node.Status = NodeStatus.Running;
        node.Status = status;
        return node;
    }
}
