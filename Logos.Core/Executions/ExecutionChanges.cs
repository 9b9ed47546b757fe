using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>
/// What an <see cref="ExecutionState"/> has changed since it was last asked: rows as every store keeps them.
/// Written over the rows before them, they are the state; no event has to be decided again.
/// </summary>
public sealed record ExecutionChanges(Guid Id, ExecutionRow Execution, IReadOnlyList<NodeRow> Nodes, IReadOnlyList<ItemRow> Items)
{
    /// <summary>The row of the execution says what it said before, but for what follows from its nodes: it need not be written.</summary>
    public bool IsRowAsBefore { get; init; }

    /// <summary>Attempts that have failed and were followed by another, in the order recorded; they join those before them.</summary>
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];
}

/// <summary>How an attempt ended that another one followed. It never changes; the last attempt stands in the row of its node or item.</summary>
public sealed record AttemptRow(string Node, int Item, int Round, int Attempt)
{
    /// <summary>How many are kept of one execution: the newest.</summary>
    public const int MostKept = 10_000;

    public NodeStatus Status { get; init; }

    public Failure? Error { get; init; }

    public string? Worker { get; init; }

    /// <summary>Null for what was not begun by a worker.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset EndedAt { get; init; }
}

public sealed record ExecutionRow(
    ExecutionStatus Status,
    ExecutionPhase Phase,
    Failure? Error,
    Payload? Results,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? Deadline,
    ExecutionMemo Memo);

/// <summary>What only the owner reads.</summary>
public sealed record ExecutionMemo(Value Inputs, long Sequence, ExecutionStatus? Ending, bool OutputsAsked, IReadOnlyList<WaitingSignal> Signals)
{
    public bool Equals(ExecutionMemo? other) => other is not null && Inputs == other.Inputs && Sequence == other.Sequence &&
        Ending == other.Ending && OutputsAsked == other.OutputsAsked && Signals.SequenceEqual(other.Signals);

    public override int GetHashCode() => HashCode.Combine(Sequence, Ending, OutputsAsked, Signals.Count);
}

public sealed record WaitingSignal(string Name, Payload Payload)
{
    public const int MaxName = 1024;

    /// <summary>What no execution takes, whatever its state.</summary>
    public static Verdict? Refusal(string name, Payload payload)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(payload);
        if (name.Length > MaxName)
            return new(422, ExecutionCodes.SignalTooLarge, $"a name of {name.Length} characters is given, and may have {MaxName}");
        return payload.Length > Payload.MaxInline
            ? new(422, ExecutionCodes.SignalTooLarge, $"the signal `{name}` carries {payload.Length} bytes, and may carry {Payload.MaxInline}")
            : null;
    }
}

public sealed record NodeRow(string Node)
{
    public NodeStatus Status { get; init; }

    public int Attempt { get; init; }

    public int TriesBefore { get; init; }

    public long Sequence { get; init; }

    public int Round { get; init; }

    public bool Claimed { get; init; }

    public bool Quarantined { get; init; }

    public int Silences { get; init; }

    public string? Worker { get; init; }

    public DateTimeOffset? DispatchedAt { get; init; }

    public long DispatchedIn { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? TimeoutAt { get; init; }

    public string? Signal { get; init; }

    public bool FallsBack { get; init; }

    public bool Checking { get; init; }

    /// <summary>Its output was taken from the cache.</summary>
    public bool Cached { get; init; }

    public Value With { get; init; }

    /// <summary>What its last attempt that was told of was given, as a worker recorded it.</summary>
    public Payload? Input { get; init; }

    public Payload? Output { get; init; }

    public Value Control { get; init; }

    public Failure? Error { get; init; }

    public string? SkippedBecause { get; init; }

    public CompensationStatus Compensation { get; init; }

    public int CompensationAttempt { get; init; }

    public Failure? CompensationError { get; init; }

    /// <summary>How many items; null where there is no foreach, or its list is not known yet.</summary>
    public int? ItemCount { get; init; }

    public int Cursor { get; init; }

    public Failure? ItemsFailed { get; init; }
}

public sealed record ItemRow(string Node, int Item)
{
    public NodeStatus Status { get; init; }

    public bool Cached { get; init; }

    public int Attempt { get; init; }

    public int TriesBefore { get; init; }

    public bool Claimed { get; init; }

    public bool Quarantined { get; init; }

    public int Silences { get; init; }

    public long DispatchedIn { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public Payload? Input { get; init; }

    public Payload? Output { get; init; }

    public Failure? Error { get; init; }
}
