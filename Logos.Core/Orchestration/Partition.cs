using System.Globalization;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Validation;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>
/// The executions of one partition in its owner's memory. It applies what comes in and follows every decision
/// to its end: children, timers, questions. What has to be durable first waits in the turn.
/// </summary>
internal sealed partial class Partition(int number, IExecutionStore store, IPlanSource plans, LargeValues values, OrchestrationOptions options, Overgrown overgrown)
{
    private readonly Evaluator _evaluator = new(values);
    private readonly Dictionary<Guid, OwnedExecution> _executions = [];
    private readonly Dictionary<(Guid Execution, TaskKey Task), TimeSpan> _claims = [];
    private readonly Queue<(OwnedExecution Execution, ExecutionEvent Event)> _events = new();
    private readonly TimerQueue _timers = new();
    private readonly HashSet<Guid> _ended = [];
    private readonly Dictionary<Guid, Failure> _stranded = [];
    private readonly OpenTrees _open = new();

    public int Count => _executions.Count;

    /// <summary>Something was left for the next turn.</summary>
    public bool IsBehind => _events.Count > 0;

    public bool IsStranded(Guid execution) => _stranded.ContainsKey(execution);

    public DateTimeOffset? NextTimer => _timers.Next;

    public bool HasClaims => _claims.Count > 0;

    /// <summary>
    /// Brings back what had begun. Only what this broker was not given before is dispatched again. What follows from it is left
    /// for the turns after: this one may be cut, and so may be as large as all that is open.
    /// </summary>
    public async ValueTask LoadAsync(Lease lease, long generation, Turn turn, DateTimeOffset now, TimeSpan steady, CancellationToken cancellationToken)
    {
        var published = lease.BrokerGeneration < generation ? 0 : lease.PublishedThrough;
        await RestoreAsync(await store.LoadOpenAsync(number, cancellationToken), cancellationToken);
        foreach (var execution in _executions.Values)
            LinkChildren(execution);
        if (_executions.TryGetValue(overgrown.Failing, out var failing))
            await ApplyAsync(failing, new ExecutionEvent.CancelRequested(now, Guid.Empty, Overgrown.Failure.Message) { Broken = Overgrown.Failure }, turn, cancellationToken);
        foreach (var execution in _executions.Values.ToArray())
        {
            if (WhyCalledOff(execution) is { } reason)
                Enqueue(execution, new ExecutionEvent.CancelRequested(now, Guid.Empty, reason));
            var nothingNew = IsBelowCalledOff(execution);
            foreach (var decision in execution.State.Resume().ToArray())
            {
                if (decision is Decision.Dispatch dispatch && (WasPublished(execution, dispatch, published) || (nothingNew && dispatch.Task.Purpose == TaskPurpose.Run)))
                    continue;
                if (decision is Decision.Prepare item && execution.Children.ContainsKey((item.Node, item.Item)))
                    continue;
                await FollowAsync(execution, decision, turn, now, cancellationToken);
            }

            for (var i = 0; i < execution.State.Nodes.Length; i++)
                WatchClaims(execution, i, steady);
        }
    }

    /// <summary>The broker has lost what it held. What a worker has claimed goes on without it, and is missed by its silence.</summary>
    public async ValueTask DispatchAgainAsync(Turn turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var execution in _executions.Values)
        {
            foreach (var dispatch in execution.State.Resume().OfType<Decision.Dispatch>().ToArray())
                await FollowAsync(execution, dispatch, turn, now, cancellationToken);
        }
    }

    /// <summary>Nothing could be heard until now: all silences begin anew.</summary>
    public void ExcuseSilence(TimeSpan steady)
    {
        foreach (var claim in _claims.Keys)
            _claims[claim] = steady;
    }

    public async ValueTask TakeAsync(Waiting waiting, Turn turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var submission in waiting.Submissions)
        {
            // One without its graph goes on waiting: it begins when the graph is there.
            if (_executions.ContainsKey(submission.Head.Id) || await PlanAsync(submission.Head, cancellationToken) is not { } plan)
                continue;
            await BeginAsync(submission.Head, plan, turn, now, submission.Deadline, submission.Seeds, cancellationToken);
            await SettleUnlessBehindAsync(turn, cancellationToken);
        }

        foreach (var command in waiting.Commands)
        {
            if (await FindAsync(command.Execution, cancellationToken) is not { } execution)
            {
                turn.Verdicts.Add((Guid.Empty, new(command.Id, _stranded.TryGetValue(command.Execution, out var why)
                    ? new(409, why.Code, why.Message)
                    : new(404, ExecutionCodes.HasEnded, "there is no such execution"))));
                continue;
            }

            await HearAsync(execution, command.Kind switch
            {
                CommandKind.Cancel => new ExecutionEvent.CancelRequested(now, command.Id, command.Name ?? "cancelled"),
                CommandKind.Signal => new ExecutionEvent.SignalArrived(now, command.Id, command.Name!, command.Payload ?? Payload.Null) { Caller = command.Caller },
                _ => new ExecutionEvent.RetryRequested(now, command.Id),
            }, turn, cancellationToken);
        }
    }

    public async ValueTask TakeAsync(Report report, Turn turn, DateTimeOffset now, TimeSpan steady, CancellationToken cancellationToken)
    {
        var claim = (report.Execution, report.Task);
        switch (report)
        {
            case Report.Beat beat:
                if (!_claims.ContainsKey(claim))
                    return;
                _claims[claim] = steady;
                if (!beat.Details.IsNull && _executions.TryGetValue(beat.Execution, out var claimed))
                    claimed.Details[beat.Task] = beat.Details;
                return;
            case Report.Wake:
                return;
        }

        if (await FindAsync(report.Execution, cancellationToken) is not { } execution)
            return;
        switch (report)
        {
            case Report.Ended x:
                _claims.Remove(claim);
                execution.Details.Remove(x.Task);
                turn.Trace?.Hear(x, execution);
                await HearAsync(execution, new ExecutionEvent.TaskEnded(now, x.Task, x.Steps), turn, cancellationToken);
                break;
            case Report.Claimed x:
                _claims[claim] = steady;
                await HearAsync(execution, new ExecutionEvent.TaskClaimed(now, x.Task, x.Worker), turn, cancellationToken);
                break;
            case Report.Released x:
                _claims.Remove(claim);
                await HearAsync(execution, new ExecutionEvent.TaskReleased(now, x.Task), turn, cancellationToken);
                break;
        }
    }

    public async ValueTask FireTimersAsync(Turn turn, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (!turn.IsFull && _timers.TryTake(now, out var id, out var timer))
        {
            if (_executions.TryGetValue(id, out var execution))
                await HearAsync(execution, new ExecutionEvent.TimerDue(now, timer), turn, cancellationToken);
        }
    }

    /// <summary>Called only when everything that workers have said has been heard: what is late then is silent.</summary>
    public async ValueTask HearSilencesAsync(Turn turn, DateTimeOffset now, TimeSpan steady, CancellationToken cancellationToken)
    {
        foreach (var (claim, heard) in _claims.ToArray())
        {
            if (steady - heard < options.Silence)
                continue;
            _claims.Remove(claim);
            if (_executions.TryGetValue(claim.Execution, out var execution))
                await HearAsync(execution, new ExecutionEvent.TaskSilent(now, claim.Task), turn, cancellationToken);
        }
    }

    private async ValueTask FollowAsync(OwnedExecution execution, Decision decision, Turn turn, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var id = execution.Head.Id;
        switch (decision)
        {
            case Decision.Dispatch x:
                turn.Touch(execution);
                if (await EnsureItemsAsync(execution, x.Task, at, cancellationToken) is { } gone)
                    Enqueue(execution, new ExecutionEvent.TaskEnded(at, x.Task, [new(x.Task.Node, new Outcome.Failed(gone), at, at, "")]));
                else
                    turn.Add(execution, x);
                break;
            case Decision.StopTask x:
                turn.Stops.Add((id, x.Task));
                break;
            case Decision.Bury x:
                turn.Buried.Add((id, x.Task, x.Failure));
                break;
            case Decision.SetTimer x:
                _timers.Set(id, x.Timer, x.Due);
                break;
            case Decision.ClearTimer x:
                _timers.Clear(id, x.Timer);
                break;
            case Decision.Prepare x:
                Enqueue(execution, await EnsureItemsAsync(execution, new(x.Node, x.Item, 0), at, cancellationToken) is { } lost
                    ? new ExecutionEvent.Prepared(at, x.Node, x.Item, x.Round, lost)
                    : await _evaluator.PrepareAsync(execution, x, at, cancellationToken));
                break;
            case Decision.ResolveItems x:
                Enqueue(execution, await _evaluator.ResolveItemsAsync(execution, x, at, cancellationToken));
                break;
            case Decision.ComposeItems x:
                Enqueue(execution, await _evaluator.ComposeItemsAsync(execution, x, at, cancellationToken));
                break;
            case Decision.EvaluateFallback x:
                Enqueue(execution, await _evaluator.EvaluateFallbackAsync(execution, x, at, cancellationToken));
                break;
            case Decision.ComputeOutputs:
                Enqueue(execution, await _evaluator.ComputeOutputsAsync(execution, at, cancellationToken));
                break;
            case Decision.CheckLoop x:
                Enqueue(execution, await _evaluator.CheckLoopAsync(execution, x, at, cancellationToken));
                break;
            case Decision.StartChild x:
                await StartChildAsync(execution, x, turn, at, cancellationToken);
                break;
            case Decision.CancelChild x:
                if (execution.Children.TryGetValue((x.Node, x.Item), out var child) && _executions.TryGetValue(child, out var owned))
                    await CancelChildAsync(owned, new(at, Guid.Empty, x.Reason), turn, cancellationToken);
                break;
            case Decision.Answer x:
                if (x.Command != Guid.Empty)
                    turn.Verdicts.Add((execution.Head.Root, new(x.Command, x.Verdict)));
                break;
            case Decision.Ended:
                await EndedAsync(execution, at, cancellationToken);
                break;
        }
    }

    private async ValueTask StartChildAsync(OwnedExecution parent, Decision.StartChild start, Turn turn, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var link = new ParentLink(parent.Head.Id, start.Node, start.Item, start.Attempt, start.Round);
        var graph = start.With["graph"].ToText();
        if (DepthOf(parent) >= options.MaxDepth)
        {
            var deep = new Failure(ExecutionCodes.TooDeep, FailureKind.Permanent, $"`{parent.Plan.Nodes[start.Node].Id}` does not start the graph `{graph}`: {options.MaxDepth} levels of executions stand above it");
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, start.Node, start.Item, start.Attempt, start.Round, new Outcome.Failed(deep)));
            return;
        }

        var version = start.With["version"].TryGetInt64(out var asked) ? (int)asked : 0;
        if (await plans.FindAsync(parent.Head.Workspace, graph, version, cancellationToken) is not { } found)
        {
            var missing = new Failure(ExecutionCodes.NoSuchGraph, FailureKind.Permanent, $"there is no graph `{graph}`{(version > 0 ? $" of version {version}" : "")}");
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, start.Node, start.Item, start.Attempt, start.Round, new Outcome.Failed(missing)));
            return;
        }

        var given = start.With["inputs"].IsNull ? Rules.Values.ValueMap.Empty : start.With["inputs"].AsMap();
        if (InputBinding.Bind(found.Plan.Definition, given, out var faults) is not { } inputs)
        {
            var wrong = new Failure(ExecutionCodes.BadInputs, FailureKind.Permanent, $"the graph `{graph}` does not take what it is given: {string.Join("; ", faults.Select(f => f.Message))}");
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, start.Node, start.Item, start.Attempt, start.Round, new Outcome.Failed(wrong)));
            return;
        }

        var id = ChildId.Of(link);
        parent.Children[(start.Node, start.Item)] = id;
        if (_executions.ContainsKey(id))
            return;
        if (_open.Of(parent.Head.Root) >= options.MaxOpen)
        {
            parent.Children.Remove((start.Node, start.Item));
            var many = new Failure(ExecutionCodes.TooManyOpen, FailureKind.Permanent, string.Create(CultureInfo.InvariantCulture, $"`{parent.Plan.Nodes[start.Node].Id}` does not start the graph `{graph}`: {options.MaxOpen:N0} executions that belong together are open"));
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, start.Node, start.Item, start.Attempt, start.Round, new Outcome.Failed(many)));
            return;
        }

        var kept = await _evaluator.InputsAsync(id, inputs, cancellationToken);
        if (kept.Failure is { } failure)
        {
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, start.Node, start.Item, start.Attempt, start.Round, new Outcome.Failed(failure)));
            return;
        }

        var head = parent.Head with
        {
            Id = id,
            Parent = link,
            Graph = graph,
            GraphVersion = found.Version,
            Inputs = kept.Value!,
            CreatedAt = at,
        };
        await BeginAsync(head, found.Plan, turn, at, null, [], cancellationToken);
    }

    private async ValueTask BeginAsync(ExecutionHead head, GraphPlan plan, Turn turn, DateTimeOffset at, DateTimeOffset? deadline, IReadOnlyList<Seed> seeds, CancellationToken cancellationToken)
    {
        var execution = new OwnedExecution(head, plan, new(head.Id, plan, options.Execution)) { IsNew = true };
        _executions.Add(head.Id, execution);
        _open.Add(head.Root);
        turn.Touch(execution);
        turn.Count(head);
        var inputs = head.Id == overgrown.Failing ? Overgrown.Failure : await _evaluator.InlineInputsAsync(plan, head.Inputs, cancellationToken);
        await ApplyAsync(execution, new ExecutionEvent.Submitted(at, inputs, deadline, seeds), turn, cancellationToken);
    }

    private async ValueTask EndedAsync(OwnedExecution execution, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _ended.Add(execution.Head.Id);
        if (execution.Head.Parent is { } link && _executions.TryGetValue(link.Execution, out var parent))
        {
            if (parent.Children.TryGetValue((link.Node, link.Item), out var current) && current == execution.Head.Id)
                parent.Children.Remove((link.Node, link.Item));
            Enqueue(parent, new ExecutionEvent.ChildEnded(at, link.Node, link.Item, link.Attempt, link.Round, await OutcomeOfAsync(execution, parent, link, cancellationToken)));
        }
    }

    /// <summary>Lets go of what has come to rest; its rows are in the commit that has just been made durable.</summary>
    public void Forget()
    {
        _ended.RemoveWhere(id =>
        {
            if (!_executions.TryGetValue(id, out var execution) || !execution.State.Status.IsEnd())
                return true;
            return !execution.IsTouched && !execution.State.IsUndoing && _executions.Remove(id);
        });
    }

    private async ValueTask<Outcome> OutcomeOfAsync(OwnedExecution child, OwnedExecution parent, ParentLink link, CancellationToken cancellationToken)
    {
        if (child.State.Status == ExecutionStatus.Completed)
            return await _evaluator.TakeOverAsync(child, parent, link, cancellationToken);
        var reason = child.State.Error?.Message ?? "no reason is known";
        return new Outcome.Failed(new(ExecutionCodes.ChildFailed, FailureKind.Permanent, $"the graph `{child.Head.Graph}` (execution {child.Head.Id}) is {Wire.Name(child.State.Status)}: {reason}"));
    }

    private void LinkChildren(OwnedExecution execution)
    {
        // One that its node gave up is nobody's child any more, and must not stand in the way of the next attempt's.
        if (execution.Head.Parent is { } link && !execution.State.Status.IsEnd() && _executions.TryGetValue(link.Execution, out var parent) && Awaits(parent, link))
            parent.Children[(link.Node, link.Item)] = execution.Head.Id;
    }

    private void WatchClaims(OwnedExecution execution, int index, TimeSpan steady)
    {
        var node = execution.State.Nodes[index];
        if (node is { Claimed: true, Status: NodeStatus.Running })
            _claims[(execution.Head.Id, new(index, TaskKey.NoItem, node.Attempt))] = steady;
        if (node is { Claimed: true, Compensation: CompensationStatus.Running })
            _claims[(execution.Head.Id, new(index, TaskKey.NoItem, node.CompensationAttempt, TaskPurpose.Compensate))] = steady;
        for (var i = 0; i < (node.Items?.Length ?? 0); i++)
        {
            if (node.Items![i].Claimed)
                _claims[(execution.Head.Id, new(index, i, node.Items[i].Attempt))] = steady;
        }
    }

    /// <returns>Why the list, which was there once, cannot be had any more: an item without it would be given nothing.</returns>
    private async ValueTask<Failure?> EnsureItemsAsync(OwnedExecution execution, TaskKey task, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (task.Item == TaskKey.NoItem || execution.ItemLists.ContainsKey(task.Node))
            return null;
        var items = await _evaluator.ItemsAsync(execution, task.Node, at, cancellationToken);
        if (items.Value is { } list)
            execution.ItemLists[task.Node] = list;
        return items.Failure;
    }

    private static bool WasPublished(OwnedExecution execution, Decision.Dispatch dispatch, long publishedThrough)
    {
        var node = execution.State.Nodes[dispatch.Task.Node];
        var commit = dispatch.Task.Item == TaskKey.NoItem ? node.DispatchedIn : node.Items![dispatch.Task.Item].DispatchedIn;
        return commit <= publishedThrough;
    }
}
