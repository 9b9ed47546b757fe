using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Values;
using Logos.Workers.Caching;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>Runs a task: its steps one after another, each with its own time, up to the first that fails.</summary>
public sealed class TaskRunner(NodeHandlers handlers, ISecretSource secrets, TimeProvider clock, TaskRunnerOptions? options = null, IBlobStore? blobs = null, OutcomeCache? cache = null)
{
    private readonly TaskRunnerOptions _options = options ?? TaskRunnerOptions.Standard;
    private readonly LargeValues _values = new(blobs, clock);
    private readonly OutputKeeper _keeper = new(new(blobs, clock), clock);

    /// <param name="stop">Nobody waits for the task any more. What had ended by then is told all the same.</param>
    /// <returns>One outcome per step that ran: at least one, and fewer than there are steps when one failed or time was up.</returns>
    public async ValueTask<IReadOnlyList<StepOutcome>> RunAsync(NodeTask task, TaskWatch? watch = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        watch ??= TaskWatch.None;
        if (_options.Progress is { } progress && watch.Progress is null)
            watch = watch with { Progress = (step, value) => progress(task, step, value) };
        var began = clock.GetTimestamp();
        var outcomes = new StepOutcome[task.Steps.Count];
        var startedAt = clock.GetUtcNow();
        ValueMap scope;
        try
        {
            scope = await TaskScope.OfAsync(task, _values, stop).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = stop.IsCancellationRequested ? StepFailures.Stopped() : StepFailures.Of(exception);
            return [new(task.Steps[0].Node, new Outcome.Failed(failure), startedAt, clock.GetUtcNow(), _options.Worker)];
        }

        using var time = new StepClock(clock, stop);
        var evaluation = new EvaluationOptions { Now = task.DispatchedAt };
        for (var i = 0; i < outcomes.Length; i++)
        {
            var step = task.Steps[i];
            var span = StepSpan.Begin(task, i);
            var (outcome, input) = await RunAsync(task, i, new(scope, evaluation, outcomes, watch, time, stop)).ConfigureAwait(false);
            if (span is not null)
                StepSpan.End(span, outcome);
            var endedAt = clock.GetUtcNow();
            outcomes[i] = new(step.Node, outcome, startedAt, endedAt, _options.Worker) { Input = input };
            startedAt = endedAt;
            if (i + 1 == outcomes.Length)
                break;
            // What was too large to stay is not fetched back here: the owner hands out the rest, and that reads what it needs.
            if (outcome is not Outcome.Succeeded { Output.IsInline: true } good || stop.IsCancellationRequested || clock.GetElapsedTime(began) >= _options.SegmentTime)
                return outcomes[..(i + 1)];
            scope = scope.With(step.Id, good.Output.Read());
        }

        return outcomes;
    }

    private async ValueTask<StepEnd> RunAsync(NodeTask task, int index, Surroundings around)
    {
        var step = task.Steps[index];
        if (handlers.Find(step.Type) is not { } registration)
            return new(Failed(new(WorkersCodes.UnknownType, FailureKind.Transient, $"this worker does not know the node type `{step.Type}`")), null);
        if (around.Stop.IsCancellationRequested)
            return new(Failed(StepFailures.Stopped()), null);
        var masker = Masker.None;
        StepWatch? told = null;
        Payload? input = null;
        StepProgram? program = null;
        var with = Value.Null;
        // What computes and no more has nothing to find out.
        var concealed = registration.Type.Deterministic ? null : new Concealed();
        try
        {
            var token = around.Time.Begin(step.Timeout);
            program = StepProgram.Of(step.With, registration.Type);
            var scope = TaskScope.For(around.Scope, program, around.Outcomes.AsSpan(0, index), task.Steps);
            if (program.Secrets.Count > 0)
            {
                var values = await ResolveAsync(task.Workspace, program.Secrets, token).ConfigureAwait(false);
                masker = new(values.Select(secret => secret.Value.AsString()));
                scope = scope.With("secrets", values);
            }

            with = program.Evaluate(scope, around.Evaluation);
            // What undoing is given is recorded nowhere.
            if (task.Key.Purpose != TaskPurpose.Compensate)
                input = program.Record(with, masker);
            told = around.Watch is { Progress: null, Beat: null } ? null : new StepWatch(around.Watch, step, masker);
            var run = new StepRun(task, index, registration, with, scope, masker, told, concealed, token);
            var outcome = step.Cache is { } kept && cache is not null
                ? await RecallAsync(cache, kept, run, around).ConfigureAwait(false)
                : await HandleAsync(run, around).ConfigureAwait(false);
            return new(outcome, Input());
        }
        catch (Exception exception) when (exception is OperationCanceledException or LeftBehindException && (around.Stop.IsCancellationRequested || around.Time.HasRunOut))
        {
            return new(Failed(around.Stop.IsCancellationRequested ? StepFailures.Stopped() : StepFailures.RanOut(step, exception is LeftBehindException)), Input());
        }
        catch (Exception exception)
        {
            // The edge of a step: whatever a handler throws is its outcome, and never the end of the worker.
            return new(Failed((concealed?.Over(masker) ?? masker).Mask(StepFailures.Of(exception))), Input());
        }
        finally
        {
            told?.End();
        }

        Payload? Input() => input is null || concealed?.IsEmpty != false ? input : program!.Record(with, concealed.Over(masker));
    }

    private Task<Outcome> RecallAsync(OutcomeCache cache, CacheDefinition kept, StepRun run, Surroundings around)
    {
        var step = run.Step;
        var key = CacheKey.Of(run.Task, step, run.Registration.Type, run.With, run.Scope, around.Evaluation);
        return cache.RunAsync(key, kept.Ttl, Recall, () => HandleAsync(run, around).AsTask(), run.Token);

        // What was kept had been masked before. What conditions read of it may be more than it was then, and too much.
        Outcome? Recall(Value output) => StepRecord.Of(step, output, Masker.None, _options) is Outcome.Succeeded good ? good with { IsCached = true } : null;
    }

    private async ValueTask<Outcome> HandleAsync(StepRun run, Surroundings around)
    {
        var (task, index, registration, with, scope, masker, told, concealed, token) = run;
        var step = run.Step;
        using var logged = registration.Type.Deterministic ? null : _options.LogScope?.Invoke(task, step);
        var context = new NodeContext
        {
            Execution = task.Execution,
            Workspace = task.Workspace,
            Graph = task.Graph,
            Node = step.Id,
            Attempt = index == 0 ? task.Key.Attempt : step.Attempt,
            Item = task.Key.Item == TaskKey.NoItem ? null : task.Key.Item,
            With = with,
            Definition = step.With,
            Scope = scope,
            Now = task.DispatchedAt,
            Timeout = step.Timeout,
            Conceal = concealed is null ? static _ => { } : concealed.Add,
            Resume = index == 0 ? around.Watch.Resume : Value.Null,
            Progress = told is null ? StepWatch.Nobody : told.Progress,
            Beat = told is null ? StepWatch.Nobody : told.Beat,
        };
        var running = registration.MayKeepThread ? StartAsync(registration.Handler, context, token) : registration.Handler.RunAsync(context, token);
        var result = running.IsCompleted ? await running.ConfigureAwait(false) : await around.Time.WaitAsync(running, _options.StopTime, token).ConfigureAwait(false);
        return result switch
        {
            NodeResult.Success success => await _keeper.KeepAsync(task, index, StepRecord.Of(step, success.Output, masker, _options), around.Stop).ConfigureAwait(false),
            NodeResult.Failed { Failure.Kind: FailureKind.Canceled } when around.Time.HasRunOut => Failed(StepFailures.RanOut(step, leftBehind: false)),
            NodeResult.Failed failed => Failed((concealed?.Over(masker) ?? masker).Mask(failed.Failure)),
            _ => throw new InvalidOperationException("The handler gave nothing back."),
        };
    }

    // On the scheduler of the worker: that is the thread pool, or the one by which a test keeps everything in order.
    private static Task<NodeResult> StartAsync(INodeHandler handler, NodeContext context, CancellationToken token) =>
        Task.Factory.StartNew(() => handler.RunAsync(context, token), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();

    private async ValueTask<ValueMap> ResolveAsync(string workspace, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var values = new ValueMap.Builder(names.Count);
        foreach (var name in names)
        {
            if (await FindAsync(workspace, name, cancellationToken).ConfigureAwait(false) is not { } value)
                throw FailureException.Permanent(WorkersCodes.MissingSecret, $"there is no secret `{name}`");
            values.Set(name, value);
        }

        return values.Build();
    }

    private async ValueTask<string?> FindAsync(string workspace, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.FindAsync(workspace, name, cancellationToken).ConfigureAwait(false);
        }
        catch (UnreadableSecretException e)
        {
            throw FailureException.Permanent(WorkersCodes.MissingSecret, e.Message);
        }
    }

    private static Outcome.Failed Failed(Failure failure) => new(failure);

    private readonly record struct StepEnd(Outcome Outcome, Payload? Input);

    private readonly record struct StepRun(NodeTask Task, int Index, NodeRegistration Registration, Value With, ValueMap Scope, Masker Masker, StepWatch? Told, Concealed? Concealed, CancellationToken Token)
    {
        public TaskStep Step => Task.Steps[Index];
    }

    private readonly record struct Surroundings(ValueMap Scope, EvaluationOptions Evaluation, StepOutcome[] Outcomes, TaskWatch Watch, StepClock Time, CancellationToken Stop);
}
