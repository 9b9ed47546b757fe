using System.Text;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Executions;

/// <summary>One execution, played move by move: what is dispatched is kept until the test ends it.</summary>
internal sealed class Play
{
    private readonly List<Decision> _decisions = [];

    public Play(string nodes, string inputs = "{}", ExecutionOptions? options = null, DateTimeOffset? deadline = null, IReadOnlyList<Seed>? seeds = null)
    {
        Text = $"name: play\ninputs: {{ a: {{ type: object }}, list: {{ type: array }} }}\n{nodes}\n";
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(Text), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        Plan = GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn);
        State = new(Guid.Parse("019c0000-0000-7000-8000-000000000001"), Plan, options);
        Apply(new ExecutionEvent.Submitted(Now, ValueJson.Parse(inputs), deadline, seeds ?? []));
    }

    public string Text { get; }

    public GraphPlan Plan { get; }

    /// <summary>All that has happened to it.</summary>
    public List<ExecutionEvent> Events { get; } = [];

    public ExecutionState State { get; private set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the last event decided.</summary>
    public IReadOnlyList<Decision> Decided => _decisions;

    /// <summary>The ids of the nodes that the last event dispatched, with the items of a foreach.</summary>
    public IEnumerable<string> Dispatched => _decisions.OfType<Decision.Dispatch>().Select(Name);

    public Verdict? Verdict => _decisions.OfType<Decision.Answer>().LastOrDefault()?.Verdict;

    public NodeState this[string id] => State.Nodes[Plan.Find(id)!.Index];

    public string Statuses => string.Join(' ', Plan.Nodes.Select(n => $"{n.Id}:{Wire.Name(State.Nodes[n.Index].Status)}"));

    public Play Good(string id, string output = "{\"ok\": true}", int item = TaskKey.NoItem, string? input = null) => End(id, item, Success(output), input);

    public Play Bad(string id, FailureKind kind = FailureKind.Permanent, TimeSpan? retryAfter = null, int item = TaskKey.NoItem, string? input = null) =>
        End(id, item, new Outcome.Failed(new("LGS9999", kind, "broken") { RetryAfter = retryAfter }), input);

    public Play Claim(string id, int item = TaskKey.NoItem) => Apply(new ExecutionEvent.TaskClaimed(Now, Key(id, item), "w1"));

    public Play Silent(string id, int item = TaskKey.NoItem) => Apply(new ExecutionEvent.TaskSilent(Now, Key(id, item)));

    public Play Release(string id, int item = TaskKey.NoItem) => Apply(new ExecutionEvent.TaskReleased(Now, Key(id, item)));

    public Play Undone(string id, bool good = true)
    {
        var node = Plan.Find(id)!.Index;
        var key = new TaskKey(node, TaskKey.NoItem, State.Nodes[node].CompensationAttempt, TaskPurpose.Compensate);
        return Apply(new ExecutionEvent.TaskEnded(Now, key, [Step(node, good ? Success("null") : new Outcome.Failed(new("LGS9999", FailureKind.Permanent, "cannot be undone")))]));
    }

    public Play Segment(params string[] ids)
    {
        var first = Key(ids[0], TaskKey.NoItem);
        return Apply(new ExecutionEvent.TaskEnded(Now, first, [.. ids.Select(id => Step(Plan.Find(id)!.Index, Success("{\"ok\": true}")))]));
    }

    public Play Given(string id, string with = "{}", int item = TaskKey.NoItem) =>
        Apply(new ExecutionEvent.Prepared(Now, Plan.Find(id)!.Index, item, this[id].Round, ValueJson.Parse(with)));

    public Play Items(string id, int count) => Apply(new ExecutionEvent.ItemsResolved(Now, Plan.Find(id)!.Index, count));

    public Play Composed(string id) => Apply(new ExecutionEvent.ItemsComposed(Now, Plan.Find(id)!.Index, Success("[]")));

    public Play Child(string id, bool good = true, int item = TaskKey.NoItem) =>
        Apply(new ExecutionEvent.ChildEnded(Now, Plan.Find(id)!.Index, item, Key(id, item).Attempt, item == TaskKey.NoItem ? this[id].Round : 0, good ? Success("{\"ok\": true}") : new Outcome.Failed(new("LGS3007", FailureKind.Permanent, "child failed"))));

    public Play Cancel() => Apply(new ExecutionEvent.CancelRequested(Now, Guid.Empty, "enough"));

    public Play Signal(string name, string payload = "null") => Apply(new ExecutionEvent.SignalArrived(Now, Guid.Empty, name, Payload.Of(ValueJson.Parse(payload))));

    public Play Answer(string approval, string answer, Caller? caller) =>
        Apply(new ExecutionEvent.SignalArrived(Now, Guid.Empty, approval, Payload.Of(ValueJson.Parse(answer))) { Caller = caller });

    public Play Retry() => Apply(new ExecutionEvent.RetryRequested(Now, Guid.Empty));

    public Play Outputs() => Apply(new ExecutionEvent.OutputsComputed(Now, Payload.Null));

    public Play Checked(string id, bool done) => Apply(new ExecutionEvent.LoopChecked(Now, Plan.Find(id)!.Index, this[id].Round, done));

    public Play Fallback(string id) => Apply(new ExecutionEvent.FallbackEvaluated(Now, Plan.Find(id)!.Index, Success("{\"ok\": false}")));

    public Play Fire(TimerKey timer, TimeSpan after)
    {
        Now += after;
        return Apply(new ExecutionEvent.TimerDue(Now, timer));
    }

    /// <summary>Lets time pass up to the next timer that the last decisions set, and fires it.</summary>
    public Play Wait()
    {
        var timer = _decisions.OfType<Decision.SetTimer>().Last();
        Now = timer.Due;
        return Apply(new ExecutionEvent.TimerDue(Now, timer.Timer));
    }

    public Play Apply(ExecutionEvent happened)
    {
        _decisions.Clear();
        Events.Add(happened);
        _decisions.AddRange(State.Apply(happened));
        return this;
    }

    public TaskKey Key(string id, int item) =>
        new(Plan.Find(id)!.Index, item, item == TaskKey.NoItem ? this[id].Attempt : this[id].Items![item].Attempt);

    private Play End(string id, int item, Outcome outcome, string? input) => Apply(new ExecutionEvent.TaskEnded(Now, Key(id, item), [
        Step(Plan.Find(id)!.Index, outcome) with { Input = input is null ? null : Payload.Inline(Encoding.UTF8.GetBytes(input)) },
    ]));

    private StepOutcome Step(int node, Outcome outcome) => new(node, outcome, Now, Now, "w1");

    private static Outcome.Succeeded Success(string output) => new(Payload.Of(ValueJson.Parse(output)), ValueJson.Parse(output));

    private string Name(Decision.Dispatch dispatch)
    {
        var id = Plan.Nodes[dispatch.Task.Node].Id;
        var item = dispatch.Task.Item == TaskKey.NoItem ? "" : $"[{dispatch.Task.Item}]";
        return dispatch.Task.Purpose == TaskPurpose.Compensate ? $"undo {id}" : $"{id}{item}{(dispatch.Steps > 1 ? $"+{dispatch.Steps - 1}" : "")}";
    }
}
