using System.Globalization;
using System.Text.Json;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>
/// Answers what the state asks: it evaluates over recorded values, so that the answer is the same whenever it is
/// asked. Waits for nothing but the blobs, and for those only where a value is large.
/// </summary>
internal sealed class Evaluator(LargeValues values)
{
    /// <summary>Each item is an entry in memory for as long as its execution runs.</summary>
    private const int MaxItems = 100_000;

    private readonly ValueRecorder _recorder = new(values);

    public async ValueTask<ExecutionEvent> PrepareAsync(OwnedExecution execution, Decision.Prepare asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var with = node.Definition.With;
        var deferred = node.Type.Deferred;
        if (deferred.Count > 0)
            with = new Template.Map([.. with.Entries.Where(e => !deferred.Contains(e.Name))]);
        var inputs = deferred.Contains("inputs") ? node.Definition.With["inputs"] : null;
        var scope = await ScopeAsync(execution, node, asked.Item, node.Definition.With, cancellationToken);
        var given = Try(with, scope, at);
        if (given.IsGood && inputs is not null)
        {
            var evaluated = Try(inputs, await RoundAsync(execution, asked.Node, asked.Round, scope, inputs, cancellationToken), at);
            given = evaluated.IsGood ? (Value)given.Value.AsMap().With("inputs", evaluated.Value) : evaluated;
        }

        return new ExecutionEvent.Prepared(at, asked.Node, asked.Item, asked.Round, given);
    }

    public async ValueTask<ExecutionEvent> ResolveItemsAsync(OwnedExecution execution, Decision.ResolveItems asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var list = await ItemsAsync(execution, asked.Node, at, cancellationToken);
        if (list.Value is { Count: > MaxItems })
            list = new Failure(ExecutionCodes.TooManyItems, FailureKind.Permanent, string.Create(CultureInfo.InvariantCulture, $"the items of `{execution.Plan.Nodes[asked.Node].Id}` are {list.Value.Count:N0}, and a foreach may have {MaxItems:N0}"));
        Result<int> count = list.Failure is { } failure ? failure : list.Value!.Count;
        if (list.Value is not null)
            execution.ItemLists[asked.Node] = list.Value;
        return new ExecutionEvent.ItemsResolved(at, asked.Node, count);
    }

    /// <summary>The list is not kept in the store: what it is made from is.</summary>
    public async ValueTask<Result<ValueList>> ItemsAsync(OwnedExecution execution, int index, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var node = execution.Plan.Nodes[index];
        var asked = execution.State.Nodes[index].DispatchedAt ?? at;
        var template = node.Definition.Foreach!.Items;
        var items = Try(template, await ScopeAsync(execution, node, TaskKey.NoItem, template, cancellationToken), asked);
        if (items.Failure is { } failure)
            return failure;
        return items.Value.Kind switch
        {
            ValueKind.List => items.Value.AsList(),
            ValueKind.Null => ValueList.Empty,
            var kind => new Failure(ExecutionCodes.NotAList, FailureKind.Permanent, $"the items of `{node.Id}` are a {kind.ToString().ToLowerInvariant()}, and a foreach goes through a list"),
        };
    }

    public async ValueTask<ExecutionEvent> ComposeItemsAsync(OwnedExecution execution, Decision.ComposeItems asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        execution.ItemLists.Remove(asked.Node);
        return new ExecutionEvent.ItemsComposed(at, asked.Node, await _recorder.ComposeAsync(execution, execution.Plan.Nodes[asked.Node], cancellationToken));
    }

    public async ValueTask<ExecutionEvent> EvaluateFallbackAsync(OwnedExecution execution, Decision.EvaluateFallback asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var template = ((OnError.Fallback)node.Definition.OnError).Value;
        var value = Try(template, await ScopeAsync(execution, node, TaskKey.NoItem, template, cancellationToken), at);
        var outcome = value.Failure is { } failure
            ? new Outcome.Failed(failure)
            : await _recorder.RecordAsync(execution, node, value.Value, cancellationToken);
        return new ExecutionEvent.FallbackEvaluated(at, asked.Node, outcome);
    }

    public async ValueTask<ExecutionEvent> ComputeOutputsAsync(OwnedExecution execution, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var outputs = new ValueMap.Builder();
        // Several outputs may read of the same large value: it is fetched once.
        Dictionary<string, Value>? fetched = IsAllInline(execution) ? null : [];
        foreach (var (index, output) in execution.Plan.Definition.Outputs.Index())
        {
            var context = ScopeBuilder.Context(execution, execution.Plan.OutputReads[index], null, TaskKey.NoItem);
            var value = Try(output.Value, await ReadAsync(context, output.Value, fetched, cancellationToken), at);
            if (value.Failure is { } failure)
                return new ExecutionEvent.OutputsComputed(at, failure with { Message = $"the output `{output.Name}` could not be computed: {failure.Message}" });
            outputs.Set(output.Name, value.Value);
        }

        return new ExecutionEvent.OutputsComputed(at, await _recorder.ResultsAsync(execution, outputs.Build(), cancellationToken));
    }

    public async ValueTask<ExecutionEvent> CheckLoopAsync(OwnedExecution execution, Decision.CheckLoop asked, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var done = new Result<Value>(Value.True, null);
        if (node.Definition.With["until"] is { } until)
        {
            var scope = await ScopeAsync(execution, node, TaskKey.NoItem, until, cancellationToken);
            done = Try(until, await RoundAsync(execution, asked.Node, asked.Round, scope, until, cancellationToken), at, $"the `until` of node `{node.Id}`");
        }

        return new ExecutionEvent.LoopChecked(at, asked.Node, asked.Round, done.Failure is { } failure ? failure : done.Value.Kind == ValueKind.Boolean && done.Value.AsBoolean());
    }

    /// <summary>What a child yields, as the outcome of the node that started it.</summary>
    public ValueTask<Outcome> TakeOverAsync(OwnedExecution child, OwnedExecution parent, ParentLink link, CancellationToken cancellationToken) =>
        _recorder.TakeOverAsync(child.State.Results ?? Payload.Null, parent, link, cancellationToken);

    /// <summary>The inputs of an execution that begins.</summary>
    public ValueTask<Result<Payload>> InputsAsync(Guid execution, Value inputs, CancellationToken cancellationToken) =>
        _recorder.WriteAsync(inputs, new(execution, BlobKey.Inputs), cancellationToken);

    /// <summary>What conditions read of them.</summary>
    public async ValueTask<Result<Value>> InlineInputsAsync(GraphPlan plan, Payload inputs, CancellationToken cancellationToken)
    {
        if (plan.InlineInputs.Count == 0)
            return Value.Null;
        try
        {
            var read = Projection.Of(await values.ReadAsync(inputs, cancellationToken), plan.InlineInputs);
            return ValueRecorder.Inline(read, inputs.Length, "inputs", plan.InlineInputs);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return ValueRecorder.Gone("inputs", e);
        }
    }

    private ValueTask<Result<Value>> ScopeAsync(OwnedExecution execution, PlanNode node, int item, Template template, CancellationToken cancellationToken) =>
        ReadAsync(ScopeBuilder.Context(execution, node.Reads, node, item), template, null, cancellationToken);

    private ValueTask<Result<Value>> ReadAsync(Dictionary<string, Payload> context, Template template, Dictionary<string, Value>? fetched, CancellationToken cancellationToken)
    {
        var scope = new ValueMap.Builder();
        foreach (var (name, payload) in context)
        {
            if (!payload.IsInline)
                return FetchAsync(context, template, fetched, cancellationToken);
            scope.Set(name, payload.Read());
        }

        return new((Value)scope.Build());
    }

    private async ValueTask<Result<Value>> FetchAsync(Dictionary<string, Payload> context, Template template, Dictionary<string, Value>? fetched, CancellationToken cancellationToken)
    {
        var scope = new ValueMap.Builder();
        foreach (var (name, payload) in context)
        {
            if (!payload.IsInline && !Reads(template, name))
                continue;
            if (payload.IsInline || fetched is null || !fetched.TryGetValue(payload.Blob!, out var value))
            {
                try
                {
                    value = await values.ReadAsync(payload, cancellationToken);
                }
                catch (Exception e) when (e is IOException or JsonException)
                {
                    return ValueRecorder.Gone(name, e);
                }

                if (!payload.IsInline)
                    fetched?.Add(payload.Blob!, value);
            }

            scope.Set(name, value);
        }

        return (Value)scope.Build();
    }

    private async ValueTask<Result<Value>> RoundAsync(OwnedExecution execution, int node, int round, Result<Value> scope, Template template, CancellationToken cancellationToken)
    {
        if (!scope.IsGood)
            return scope;
        var last = execution.State.Nodes[node].Output ?? Payload.Null;
        var with = scope.Value.AsMap().With("iteration", round);
        if (!last.IsInline && !Reads(template, "last"))
            return (Value)with;
        try
        {
            return (Value)with.With("last", await values.ReadAsync(last, cancellationToken));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return ValueRecorder.Gone("last", e);
        }
    }

    private static bool IsAllInline(OwnedExecution execution)
    {
        foreach (var node in execution.State.Nodes)
        {
            if (node.Output is { IsInline: false })
                return false;
        }

        return execution.Head.Inputs.IsInline;
    }

    private static bool Reads(Template template, string name) =>
        template.Formulas.Any(formula => formula.Expression.Reads.Any(path => path.Root == name));

    /// <param name="control">What is asked again and again, and decides how it goes on, has the budget of a condition; everything else is asked once.</param>
    private static Result<Value> Try(Template template, Result<Value> scope, DateTimeOffset at, string? control = null)
    {
        if (!scope.IsGood)
            return scope;
        try
        {
            return template.Evaluate(scope.Value, control is null ? new EvaluationOptions { Now = at } : ControlBudget.At(at));
        }
        catch (EvaluationException e)
        {
            return control is null ? new Failure(e.Fault.Code, FailureKind.Permanent, e.Fault.Message) : ControlBudget.Failure(e, control);
        }
    }
}
