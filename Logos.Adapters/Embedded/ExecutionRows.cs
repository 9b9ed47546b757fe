using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>The rows of one execution in memory. Every access holds the gate of its partition.</summary>
internal sealed class ExecutionRows(ExecutionHead head, long number)
{
    private readonly Dictionary<string, NodeRow> _nodes = new(StringComparer.Ordinal);
    private Dictionary<(string Node, int Item), ItemRow>? _items;
    private Queue<AttemptRow>? _attempts;
    private ExecutionRow? _row;
    private int _owed;

    public ExecutionHead Head { get; } = head;

    /// <summary>Its number in the index.</summary>
    public long Number { get; } = number;

    public bool HasBegun => _row is not null;

    /// <summary>It runs, or something that it did has to be undone.</summary>
    public bool IsOpen => _row is null || !_row.Status.IsEnd() || _owed > 0;

    /// <summary>It stands in line to leave memory.</summary>
    public bool IsResting { get; set; }

    /// <summary>Its rows are on their way into the archive, and out of memory.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>
    /// The journal's last word is that it is in the archive: the commit that changes it has to bring it back. A commit
    /// that failed has not done so, however far it came: that is why this outlasts <see cref="IsLeaving"/>.
    /// </summary>
    public bool IsArchived { get; set; }

    /// <summary>A commit is about to change it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Changes with every change.</summary>
    public int Version { get; private set; }

    public ExecutionStatus Status => _row?.Status ?? ExecutionStatus.Pending;

    public DateTimeOffset? EndedAt => _row?.EndedAt;

    public void Leave() => IsLeaving = IsArchived = true;

    public void Stay() => IsLeaving = false;

    /// <returns>True when the index has to be told.</returns>
    public bool Apply(ExecutionChanges changes)
    {
        var told = (Status, EndedAt) != (changes.Execution.Status, changes.Execution.EndedAt);
        Version++;
        _row = changes.Execution;
        foreach (var node in changes.Nodes)
        {
            if (_nodes.TryGetValue(node.Node, out var before) && IsOwed(before))
                _owed--;
            if (IsOwed(node))
                _owed++;
            _nodes[node.Node] = node;
        }

        foreach (var attempt in changes.Attempts)
        {
            _attempts ??= new();
            if (_attempts.Count == AttemptRow.MostKept)
                _attempts.Dequeue();
            _attempts.Enqueue(attempt);
        }

        if (changes.Items.Count == 0)
            return told;
        _items ??= [];
        foreach (var item in changes.Items)
            _items[(item.Node, item.Item)] = item;
        return told;
    }

    public StoredExecution ToStored() => new(Head, _row!, [.. _nodes.Values], _items is null ? [] : [.. _items.Values]) { Attempts = _attempts is null ? [] : [.. _attempts] };

    private static bool IsOwed(NodeRow node) => node.Compensation is CompensationStatus.Pending or CompensationStatus.Running;
}
