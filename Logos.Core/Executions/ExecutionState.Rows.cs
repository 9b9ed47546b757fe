using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Topology;
using Logos.Core.Work;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>Nodes whose rows have changed since the last <see cref="TakeChanges"/>, each told once: whoever reads it clears it.</summary>
    internal List<int> FreshNodes { get; } = [];

    /// <summary>How many items have changed, in the same way.</summary>
    internal int FreshItems { get; set; }

    /// <summary>What has changed since the last call; the store writes it in the transaction that makes the decisions durable.</summary>
    public ExecutionChanges TakeChanges()
    {
        var nodes = new List<NodeRow>();
        var items = new List<ItemRow>();
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (!Nodes[i].Changed)
                continue;
            Nodes[i].Changed = false;
            nodes.Add(Row(i));
            TakeItems(i, items);
        }

        FreshNodes.Clear();
        FreshItems = 0;
        Runs.Clear();
        var attempts = _attempts.ToArray();
        _attempts.Clear();
        var (before, row) = (_taken, Row());
        _taken = row;
        return new(Id, row, nodes, items) { Attempts = attempts, IsRowAsBefore = before is not null && SaysTheSame(before, row) };
    }

    private readonly List<AttemptRow> _attempts = [];
    private ExecutionRow? _taken;

    // Inputs stand from the beginning, and the newest sequence stands in the nodes. Behind the end it counts whether nodes are still being undone.
    private static bool SaysTheSame(ExecutionRow before, ExecutionRow now) =>
        (now.Status, now.Phase, now.StartedAt, now.EndedAt, now.Deadline, now.Memo.Ending, now.Memo.OutputsAsked)
            == (before.Status, before.Phase, before.StartedAt, before.EndedAt, before.Deadline, before.Memo.Ending, before.Memo.OutputsAsked)
        && !now.Status.IsEnd() && ReferenceEquals(now.Error, before.Error) && ReferenceEquals(now.Results, before.Results) && now.Memo.Signals.SequenceEqual(before.Memo.Signals);

    /// <summary>Another attempt follows: what is known of this one is written down before it is overwritten.</summary>
    private void PutBehind(int index, int item, int attempt, Failure failure, StepOutcome? step, DateTimeOffset at) =>
        _attempts.Add(new(Plan.Nodes[index].Id, item, Nodes[index].Round, attempt)
        {
            Status = StatusOf(failure),
            Error = failure,
            Worker = step?.Worker,
            StartedAt = step?.StartedAt,
            EndedAt = step?.EndedAt ?? at,
        });

    /// <summary>The state as its rows tell it.</summary>
    public static ExecutionState Restore(Guid id, GraphPlan plan, ExecutionOptions? options, ExecutionRow row, IEnumerable<NodeRow> nodes, IEnumerable<ItemRow> items)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(items);
        var state = new ExecutionState(id, plan, options)
        {
            Status = row.Status,
            Phase = row.Phase,
            Error = row.Error,
            Results = row.Results,
            StartedAt = row.StartedAt,
            EndedAt = row.EndedAt,
            Deadline = row.Deadline,
            Inputs = row.Memo.Inputs,
            _sequence = row.Memo.Sequence,
            _ending = row.Memo.Ending,
            _outputsAsked = row.Memo.OutputsAsked,
            _taken = row,
        };
        foreach (var signal in row.Memo.Signals)
        {
            if (!state._signals.TryGetValue(signal.Name, out var waiting))
                state._signals.Add(signal.Name, waiting = new());
            waiting.Enqueue(signal.Payload);
        }

        foreach (var node in nodes)
            state.Restore(node);
        foreach (var item in items)
            state.Restore(item);
        state.CountItems();
        for (var i = 0; i < state._edges.Length; i++)
            state._edges[i] = state.Decided(plan.Edges[i]);
        return state;
    }

    /// <summary>Notes the commit that carries a dispatch.</summary>
    public void MarkDispatched(TaskKey task, long commit)
    {
        if (task.Item == TaskKey.NoItem)
            Change(task.Node).DispatchedIn = commit;
        else
            ChangeItem(task.Node, task.Item).DispatchedIn = commit;
    }

    internal ExecutionRow Row() => new(Status, Phase, Error, Results, StartedAt, EndedAt, Deadline, new(
        Inputs, _sequence, _ending, _outputsAsked, [.. _signals.SelectMany(s => s.Value.Select(p => new WaitingSignal(s.Key, p)))]));

    private NodeRow Row(int index)
    {
        var node = Nodes[index];
        return new(Plan.Nodes[index].Id)
        {
            Status = node.Status,
            Attempt = node.Attempt,
            TriesBefore = node.TriesBefore,
            Sequence = node.Sequence,
            Round = node.Round,
            Claimed = node.Claimed,
            Quarantined = node.Quarantined,
            Silences = node.Silences,
            Worker = node.Worker,
            DispatchedAt = node.DispatchedAt,
            DispatchedIn = node.DispatchedIn,
            StartedAt = node.StartedAt,
            EndedAt = node.EndedAt,
            DueAt = node.DueAt,
            TimeoutAt = node.TimeoutAt,
            Signal = node.Signal,
            FallsBack = node.FallsBack,
            Checking = node.Checking,
            Cached = node.Cached,
            With = node.With,
            Input = node.Input,
            Output = node.Output,
            Control = node.Control,
            Error = node.Error,
            SkippedBecause = node.SkippedBecause,
            Compensation = node.Compensation,
            CompensationAttempt = node.CompensationAttempt,
            CompensationError = node.CompensationError,
            ItemCount = node.Items?.Length,
            Cursor = node.Cursor,
            ItemsFailed = node.ItemsFailed,
        };
    }

    private void TakeItems(int index, List<ItemRow> rows)
    {
        if (Nodes[index].Items is not { } items)
            return;
        for (var i = 0; i < items.Length; i++)
        {
            ref var item = ref items[i];
            if (!item.Changed)
                continue;
            item.Changed = false;
            rows.Add(new(Plan.Nodes[index].Id, i)
            {
                Status = item.Status,
                Attempt = item.Attempt,
                TriesBefore = item.TriesBefore,
                Claimed = item.Claimed,
                Quarantined = item.Quarantined,
                Cached = item.Cached,
                Silences = item.Silences,
                DispatchedIn = item.DispatchedIn,
                DueAt = item.DueAt,
                Input = item.Input,
                Output = item.Output,
                Error = item.Error,
            });
        }
    }

    private void Restore(NodeRow row)
    {
        var node = Nodes[Plan.Find(row.Node)!.Index] = NodeState.At(row.Status);
        node.Attempt = row.Attempt;
        node.TriesBefore = row.TriesBefore;
        node.Sequence = row.Sequence;
        _sequence = Math.Max(_sequence, row.Sequence);
        node.Round = row.Round;
        node.Claimed = row.Claimed;
        node.Quarantined = row.Quarantined;
        node.Silences = row.Silences;
        node.Worker = row.Worker;
        node.DispatchedAt = row.DispatchedAt;
        node.DispatchedIn = row.DispatchedIn;
        node.StartedAt = row.StartedAt;
        node.EndedAt = row.EndedAt;
        node.DueAt = row.DueAt;
        node.TimeoutAt = row.TimeoutAt;
        node.Signal = row.Signal;
        node.FallsBack = row.FallsBack;
        node.Checking = row.Checking;
        node.Cached = row.Cached;
        node.With = row.With;
        node.Input = row.Input;
        node.Output = row.Output;
        node.Control = row.Control;
        node.Error = row.Error;
        node.SkippedBecause = row.SkippedBecause;
        node.Compensation = row.Compensation;
        node.CompensationAttempt = row.CompensationAttempt;
        node.CompensationError = row.CompensationError;
        node.Items = row.ItemCount is { } count ? new ItemState[count] : null;
        node.Cursor = row.Cursor;
        node.ItemsFailed = row.ItemsFailed;
    }

    private void Restore(ItemRow row) => Nodes[Plan.Find(row.Node)!.Index].Items![row.Item] = new()
    {
        Status = row.Status,
        Attempt = row.Attempt,
        TriesBefore = row.TriesBefore,
        Claimed = row.Claimed,
        Quarantined = row.Quarantined,
        Cached = row.Cached,
        Silences = (byte)row.Silences,
        DispatchedIn = row.DispatchedIn,
        DueAt = row.DueAt,
        Input = row.Input,
        Output = row.Output,
        Error = row.Error,
    };

    private void CountItems()
    {
        foreach (var node in Nodes)
        {
            if (node.Items is null)
                continue;
            node.OpenItems = node.Items.Count(i => i.Status is NodeStatus.Running or NodeStatus.Ready);
            node.EndedItems = node.Items.Count(i => i.Status.IsEnd());
        }
    }

    // The same answer as when the node ended: it follows from what was recorded of it.
    private EdgeState Decided(TopologyEdge edge)
    {
        if (!Nodes[edge.From].Status.IsEnd())
            return EdgeState.Undecided;
        return Passes(edge.From) && (edge.When is null || Test(edge.When, Plan.Nodes[edge.To], Nodes[edge.From].EndedAt!.Value).Value)
            ? EdgeState.Taken
            : EdgeState.NotTaken;
    }
}
