using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Executions;

/// <summary>
/// Everything around one execution: a broker that loses, repeats and reorders, workers that fail, fall silent and
/// answer late, timers, children, people; and a store from which the state is brought back at any time.
/// </summary>
internal sealed class World
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Random _random;
    private readonly Dictionary<TimerKey, DateTimeOffset> _timers = [];
    private readonly List<Decision.Dispatch> _tasks = [];
    private readonly List<TaskKey> _claimed = [];
    private readonly List<Decision.StartChild> _children = [];
    private readonly Queue<Decision> _questions = new();
    private readonly Dictionary<string, NodeRow> _nodeRows = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), ItemRow> _itemRows = [];
    private readonly bool _faults;
    private ExecutionRow _row = null!;
    private DateTimeOffset _now = Start;

    public World(GraphPlan plan, Random random, bool faults)
    {
        _random = random;
        _faults = faults;
        Plan = plan;
        State = new(Guid.CreateVersion7(Start), plan);
    }

    public GraphPlan Plan { get; }

    public ExecutionState State { get; private set; }

    /// <summary>How often each attempt was handed to a worker that ran it.</summary>
    public Dictionary<TaskKey, int> Runs { get; } = [];

    public List<AttemptRow> Attempts { get; } = [];

    public List<string> History { get; } = [];

    public void Run()
    {
        Value inputs = ValueMap.From([new("list", ValueList.Of(1, 2, 3))]);
        var deadline = _random.Next(10) == 0 ? Start.AddMinutes(1) : (DateTimeOffset?)null;
        Apply(new ExecutionEvent.Submitted(_now, inputs, deadline, []));
        GoOn();
        Laws.AttemptsAreComplete(State, Attempts);
        if (_random.Next(3) > 0)
            return;
        Apply(new ExecutionEvent.RetryRequested(_now, Guid.CreateVersion7(_now)));
        GoOn();
        Laws.AttemptsAreOnce(State, Attempts);
    }

    private void GoOn()
    {
        for (var step = 0; !State.Status.IsEnd() || _tasks.Count > 0 || _claimed.Count > 0; step++)
        {
            Assert.True(step < 5_000, $"no end in sight:\n{string.Join('\n', History.TakeLast(60))}");
            Step();
        }
    }

    private void Step()
    {
        _now += TimeSpan.FromMilliseconds(_random.Next(1, 500));
        if (_questions.TryDequeue(out var question))
        {
            Answer(question);
            return;
        }

        if (_random.Next(5) == 0)
            BringBack();
        switch (_random.Next(12))
        {
            case 0 when _random.Next(20) == 0:
                Apply(new ExecutionEvent.CancelRequested(_now, Guid.CreateVersion7(_now), "enough"));
                break;
            case 1 when _random.Next(3) == 0:
                Apply(new ExecutionEvent.SignalArrived(_now, Guid.CreateVersion7(_now), _random.Next(2) == 0 ? "go" : $"n{_random.Next(Plan.Nodes.Count)}", Payload.Of(ValueMap.From([new("decision", "approved"), new("ok", true)]))));
                break;
            case 2 or 3 when _claimed.Count > 0:
                EndClaim();
                break;
            case 4 when _children.Count > 0:
                EndChild();
                break;
            case < 9 when _tasks.Count > 0:
                Work();
                break;
            default:
                FireTimer();
                break;
        }
    }

    private void Work()
    {
        var at = _random.Next(_tasks.Count);
        var task = _tasks[at];
        _tasks.RemoveAt(at);
        if (_faults && _random.Next(10) == 0)
            _tasks.Add(task);
        Runs[task.Task] = Runs.GetValueOrDefault(task.Task) + 1;
        var mayClaim = task.Task.Purpose == TaskPurpose.Run;
        if (mayClaim && _random.Next(5) == 0)
        {
            Apply(new ExecutionEvent.TaskClaimed(_now, task.Task, "w1"));
            _claimed.Add(task.Task);
            return;
        }

        var steps = new List<StepOutcome>();
        var node = task.Task.Node;
        for (var i = 0; i < task.Steps; i++)
        {
            var outcome = Outcome();
            steps.Add(new(node, outcome, _now, _now, "w1"));
            if (outcome is Outcome.Failed || _random.Next(4) == 0)
                break;
            if (i + 1 < task.Steps)
                node = Plan.Edges[Plan.Shape.Outgoing(node)[0]].To;
        }

        Apply(new ExecutionEvent.TaskEnded(_now, task.Task, steps));
        if (_faults && _random.Next(8) == 0)
            Ignored(new ExecutionEvent.TaskEnded(_now, task.Task, steps));
    }

    private Outcome Outcome() => _random.Next(8) switch
    {
        0 => new Outcome.Failed(new("LGS9999", FailureKind.Transient, "busy")),
        1 when _random.Next(2) == 0 => new Outcome.Failed(new("LGS9999", FailureKind.Permanent, "broken")),
        2 when _random.Next(4) == 0 => new Outcome.Failed(new("LGS9999", FailureKind.TimedOut, "slow")),
        var n => new Outcome.Succeeded(Payload.Of(ValueMap.From([new("ok", n % 2 == 0)])), ValueMap.From([new("ok", n % 2 == 0)])),
    };

    private void EndClaim()
    {
        var at = _random.Next(_claimed.Count);
        var task = _claimed[at];
        _claimed.RemoveAt(at);
        Apply((_faults ? _random.Next(4) : 3) switch
        {
            0 => new ExecutionEvent.TaskSilent(_now, task),
            1 => new ExecutionEvent.TaskReleased(_now, task),
            _ => new ExecutionEvent.TaskEnded(_now, task, [new(task.Node, Outcome(), _now, _now, "w1")]),
        });
    }

    private void EndChild()
    {
        var child = _children[_random.Next(_children.Count)];
        _children.Remove(child);
        Apply(new ExecutionEvent.ChildEnded(_now, child.Node, child.Item, child.Attempt, child.Round, Outcome()));
    }

    private void FireTimer()
    {
        if (_timers.Count == 0)
        {
            // Nobody else is going to do anything: people are.
            if (_tasks.Count == 0 && _claimed.Count == 0 && _children.Count == 0)
                Apply(new ExecutionEvent.SignalArrived(_now, Guid.CreateVersion7(_now), "go", Payload.Null));
            return;
        }

        var (timer, due) = _timers.MinBy(t => t.Value);
        _now = due > _now ? due : _now;
        _timers.Remove(timer);
        Apply(new ExecutionEvent.TimerDue(_now, timer));
    }

    private void Answer(Decision question)
    {
        Apply(question switch
        {
            Decision.Prepare x => new ExecutionEvent.Prepared(_now, x.Node, x.Item, x.Round, Given(x.Node)),
            Decision.ResolveItems x => new ExecutionEvent.ItemsResolved(_now, x.Node, _random.Next(6)),
            Decision.ComposeItems x => new ExecutionEvent.ItemsComposed(_now, x.Node, new Outcome.Succeeded(Payload.Null, Value.Null)),
            Decision.EvaluateFallback x => new ExecutionEvent.FallbackEvaluated(_now, x.Node, Outcome()),
            Decision.CheckLoop x => new ExecutionEvent.LoopChecked(_now, x.Node, x.Round, _random.Next(3) == 0),
            _ => new ExecutionEvent.OutputsComputed(_now, Payload.Null),
        });
    }

    private Result<Value> Given(int node)
    {
        if (_random.Next(15) == 0)
            return new Failure("LGS9999", FailureKind.Permanent, "cannot be evaluated");
        return Plan.Nodes[node].Type.Name switch
        {
            "wait" => Plan.Nodes[node].Definition.With["signal"] is null
                ? (Value)ValueMap.From([new("for", "5s")])
                : ValueMap.From([new("signal", "go"), new("within", "1h")]),
            "approval" => ValueMap.From([new("within", "1h"), new("on_timeout", "reject")]),
            _ => ValueMap.From([new("graph", "other"), new("max", 3)]),
        };
    }

    private void Ignored(ExecutionEvent repeated)
    {
        var before = State.Nodes.Select(n => (n.Status, n.Attempt, n.Compensation)).ToArray();
        var decisions = State.Apply(repeated);
        Assert.DoesNotContain(decisions, d => d is Decision.Dispatch);
        Assert.Equal(before, State.Nodes.Select(n => (n.Status, n.Attempt, n.Compensation)));
        Keep();
    }

    private void Apply(ExecutionEvent happened)
    {
        var before = State.Nodes.Select(n => n.Status).ToArray();
        var attempts = State.Nodes.Select(n => n.Attempt).ToArray();
        var ended = State.Status.IsEnd() && happened is not ExecutionEvent.RetryRequested;
        var decisions = State.Apply(happened).ToArray();
        History.Add($"{happened.GetType().Name} {Tell(happened)} -> {string.Join("; ", decisions.Select(d => d.ToString()))}");
        Laws.HoldAcross(this, before, attempts, ended, decisions);
        Keep();
        foreach (var decision in decisions)
            Take(decision);
    }

    private static string Tell(ExecutionEvent happened) => happened switch
    {
        ExecutionEvent.TaskEnded x => $"{x.Task} {string.Join(',', x.Steps.Select(s => $"{s.Node}:{s.Outcome.GetType().Name}"))}",
        _ => happened.ToString(),
    };

    private void Take(Decision decision)
    {
        switch (decision)
        {
            case Decision.Dispatch x:
                _tasks.Add(x);
                break;
            case Decision.SetTimer x:
                _timers[x.Timer] = x.Due;
                break;
            case Decision.ClearTimer x:
                _timers.Remove(x.Timer);
                break;
            case Decision.StartChild x:
                _children.Add(x);
                break;
            case Decision.Prepare or Decision.ResolveItems or Decision.ComposeItems or Decision.EvaluateFallback or Decision.CheckLoop or Decision.ComputeOutputs:
                _questions.Enqueue(decision);
                break;
            case Decision.CancelChild:
                // The child comes to its end like any other, and is then told of.
                break;
        }
    }

    private void Keep()
    {
        var changes = State.TakeChanges();
        _row = changes.Execution;
        foreach (var node in changes.Nodes)
            _nodeRows[node.Node] = node;
        foreach (var item in changes.Items)
            _itemRows[(item.Node, item.Item)] = item;
        Attempts.AddRange(changes.Attempts);
    }

    /// <summary>The owner goes and another comes: the state is what the rows say, and everything under way is under way again.</summary>
    private void BringBack()
    {
        var back = ExecutionState.Restore(State.Id, Plan, null, _row, _nodeRows.Values, _itemRows.Values);
        Laws.AreTheSame(State, back);
        State = back;
        if (!_faults)
            return;
        _timers.Clear();
        _questions.Clear();
        _tasks.Clear();
        foreach (var decision in State.Resume().ToArray())
            Take(decision);
    }
}
