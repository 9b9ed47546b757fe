using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>
/// One execution. <see cref="Apply"/> is the only place where a status changes: it takes what happened and
/// says what is to be done, without I/O, time or chance of its own, so that the same events give the same
/// state anywhere. Not thread-safe: its partition's owner is the only one to call it.
/// </summary>
public sealed partial class ExecutionState
{
    private readonly ExecutionOptions _options;
    private readonly List<Decision> _decisions = [];
    private readonly Queue<int> _ended = new();
    private readonly EdgeState[] _edges;
    private readonly Dictionary<string, Queue<Payload>> _signals = new(StringComparer.Ordinal);
    private long _sequence;
    private ExecutionStatus? _ending;
    private bool _outputsAsked;

    public ExecutionState(Guid id, GraphPlan plan, ExecutionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Id = id;
        Plan = plan;
        _options = options ?? ExecutionOptions.Default;
        Nodes = new NodeState[plan.Nodes.Count];
        for (var i = 0; i < Nodes.Length; i++)
            Nodes[i] = new();
        _edges = new EdgeState[plan.Edges.Count];
    }

    private enum EdgeState : byte
    {
        Undecided,
        Taken,
        NotTaken,
    }

    public Guid Id { get; }

    public GraphPlan Plan { get; }

    public ExecutionStatus Status { get; private set; }

    public ExecutionPhase Phase { get; private set; }

    public Failure? Error { get; private set; }

    /// <summary>The parts of the inputs that control expressions read.</summary>
    public Value Inputs { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    public Payload? Results { get; private set; }

    /// <summary>How it will end once what still runs has come to rest; null while it goes forward.</summary>
    public ExecutionStatus? Ending => _ending;

    public NodeState[] Nodes { get; }

    /// <returns>What is to be done, in this order; the list is used again by the next call. Empty when the event was history and no news.</returns>
    public IReadOnlyList<Decision> Apply(ExecutionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _decisions.Clear();
        switch (happened)
        {
            case ExecutionEvent.Submitted x:
                Submit(x);
                break;
            case ExecutionEvent.TaskEnded x:
                TaskEnded(x);
                break;
            case ExecutionEvent.TaskClaimed x:
                TaskClaimed(x);
                break;
            case ExecutionEvent.TaskSilent x:
                TaskSilent(x);
                break;
            case ExecutionEvent.TaskReleased x:
                TaskReleased(x);
                break;
            case ExecutionEvent.TimerDue x:
                TimerDue(x);
                break;
            case ExecutionEvent.Prepared x:
                Prepared(x);
                break;
            case ExecutionEvent.ItemsResolved x:
                ItemsResolved(x);
                break;
            case ExecutionEvent.ItemsComposed x:
                ItemsComposed(x);
                break;
            case ExecutionEvent.FallbackEvaluated x:
                FallbackEvaluated(x);
                break;
            case ExecutionEvent.OutputsComputed x:
                OutputsComputed(x);
                break;
            case ExecutionEvent.ChildEnded x:
                ChildEnded(x);
                break;
            case ExecutionEvent.LoopChecked x:
                LoopChecked(x);
                break;
            case ExecutionEvent.CancelRequested x:
                CancelRequested(x);
                break;
            case ExecutionEvent.SignalArrived x:
                SignalArrived(x);
                break;
            case ExecutionEvent.RetryRequested x:
                RetryRequested(x);
                break;
            default:
                throw new InvalidOperationException($"unknown event {happened.GetType().Name}");
        }

        Settle(happened.At);
        return _decisions;
    }

    private void Submit(ExecutionEvent.Submitted submitted)
    {
        if (Status != ExecutionStatus.Pending)
            return;
        Status = ExecutionStatus.Running;
        StartedAt = submitted.At;
        Inputs = submitted.Inputs.Value;
        Deadline = submitted.Deadline;
        if (Deadline is { } deadline)
            SetTimer(new(TimerKind.Deadline), deadline);
        if (submitted.Inputs.Failure is { } failure)
        {
            BeginEnding(ExecutionStatus.Failed, failure, submitted.At);
            return;
        }

        foreach (var seed in submitted.Seeds)
        {
            var node = Nodes[seed.Node];
            node.Attempt = 1;
            node.StartedAt = submitted.At;
            Succeed(seed.Node, seed.Output, seed.Control, submitted.At);
        }

        foreach (var node in Plan.Nodes)
        {
            if (Plan.Shape.Incoming(node.Index).IsEmpty)
                Consider(node.Index, submitted.At);
        }
    }

    // Ends spread through the graph by a queue and not by recursion: a chain may be ten thousand nodes long.
    private void Settle(DateTimeOffset at)
    {
        while (true)
        {
            while (_ended.TryDequeue(out var node))
                Spread(node, at);
            if (Status != ExecutionStatus.Running)
            {
                Undo(at);
                return;
            }

            if (_ending is not null)
            {
                if (Nodes.All(n => n.Status.IsEnd()) && !Undo(at))
                    End(_ending.Value, at);
                return;
            }

            if (!AllEnded())
                return;
            if (!_outputsAsked)
            {
                _outputsAsked = true;
                _decisions.Add(Decision.ComputeOutputs.Instance);
            }

            return;
        }
    }

    private bool AllEnded()
    {
        foreach (var node in Nodes)
        {
            if (!node.Status.IsEnd())
                return false;
        }

        return true;
    }

    private void OutputsComputed(ExecutionEvent.OutputsComputed computed)
    {
        if (Status != ExecutionStatus.Running || !_outputsAsked || _ending is not null)
            return;
        if (computed.Results.Failure is { } failure)
        {
            BeginEnding(ExecutionStatus.Failed, failure, computed.At);
            return;
        }

        Results = computed.Results.Value;
        End(ExecutionStatus.Completed, computed.At);
    }

    private void End(ExecutionStatus status, DateTimeOffset at)
    {
        Status = status;
        Phase = ExecutionPhase.Forward;
        EndedAt = at;
        if (Deadline is not null)
            _decisions.Add(new Decision.ClearTimer(new(TimerKind.Deadline)));
        _signals.Clear();
        _decisions.Add(new Decision.Ended(status));
    }

    private void SetTimer(TimerKey timer, DateTimeOffset due) => _decisions.Add(new Decision.SetTimer(timer, due));

    private NodeState Change(int node)
    {
        var state = Nodes[node];
        if (!state.Changed)
            FreshNodes.Add(node);
        state.Changed = true;
        return state;
    }

    private bool IsOrchestrated(int node) => Plan.Nodes[node].Pool == Pool.Orchestrator;
}
