using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>Answers what the state asks: it evaluates over recorded values, so that the answer is the same whenever it is asked.</summary>
internal static class Evaluator
{
    public static ExecutionEvent Prepare(OwnedExecution execution, Decision.Prepare asked, DateTimeOffset at)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var with = node.Definition.With;
        if (node.Type.Deferred.Count > 0)
            with = new Template.Map([.. with.Entries.Where(e => !node.Type.Deferred.Contains(e.Name))]);
        var scope = ScopeBuilder.For(execution, node, asked.Item);
        var given = Try(with, scope, at);
        if (given.IsGood && node.Definition.With["inputs"] is { } inputs && node.Type.Deferred.Contains("inputs"))
        {
            var round = scope.AsMap().With("iteration", asked.Round).With("last", Last(execution, asked.Node));
            var evaluated = Try(inputs, round, at);
            given = evaluated.IsGood ? (Value)given.Value.AsMap().With("inputs", evaluated.Value) : evaluated;
        }

        return new ExecutionEvent.Prepared(at, asked.Node, asked.Item, asked.Round, given);
    }

    public static ExecutionEvent ResolveItems(OwnedExecution execution, Decision.ResolveItems asked, DateTimeOffset at)
    {
        var list = Items(execution, asked.Node, at);
        Result<int> count = list.Failure is { } failure ? failure : list.Value!.Count;
        if (list.Value is not null)
            execution.ItemLists[asked.Node] = list.Value;
        return new ExecutionEvent.ItemsResolved(at, asked.Node, count);
    }

    /// <summary>The list is not kept in the store: what it is made from is.</summary>
    public static Result<ValueList> Items(OwnedExecution execution, int index, DateTimeOffset at)
    {
        var node = execution.Plan.Nodes[index];
        var asked = execution.State.Nodes[index].DispatchedAt ?? at;
        var items = Try(node.Definition.Foreach!.Items, ScopeBuilder.For(execution, node), asked);
        if (items.Failure is { } failure)
            return failure;
        return items.Value.Kind switch
        {
            ValueKind.List => items.Value.AsList(),
            ValueKind.Null => ValueList.Empty,
            var kind => new Failure(ExecutionCodes.NotAList, FailureKind.Permanent, $"the items of `{node.Id}` are a {kind.ToString().ToLowerInvariant()}, and a foreach goes through a list"),
        };
    }

    public static ExecutionEvent ComposeItems(OwnedExecution execution, Decision.ComposeItems asked, DateTimeOffset at)
    {
        var items = execution.State.Nodes[asked.Node].Items!;
        var outputs = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
            outputs[i] = items[i].Status == NodeStatus.Succeeded ? items[i].Output!.Read() : Value.Null;
        Value list = ValueList.From(outputs);
        return new ExecutionEvent.ItemsComposed(at, asked.Node, new Outcome.Succeeded(Payload.Of(list), Projection.Of(list, execution.Plan.Nodes[asked.Node].Inline)));
    }

    public static ExecutionEvent EvaluateFallback(OwnedExecution execution, Decision.EvaluateFallback asked, DateTimeOffset at)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var value = Try(((OnError.Fallback)node.Definition.OnError).Value, ScopeBuilder.For(execution, node), at);
        Outcome outcome = value.Failure is { } failure
            ? new Outcome.Failed(failure)
            : new Outcome.Succeeded(Payload.Of(value.Value), Projection.Of(value.Value, node.Inline));
        return new ExecutionEvent.FallbackEvaluated(at, asked.Node, outcome);
    }

    public static ExecutionEvent ComputeOutputs(OwnedExecution execution, DateTimeOffset at)
    {
        var outputs = new ValueMap.Builder();
        foreach (var (index, output) in execution.Plan.Definition.Outputs.Index())
        {
            var value = Try(output.Value, ScopeBuilder.ForOutput(execution, index), at);
            if (value.Failure is { } failure)
                return new ExecutionEvent.OutputsComputed(at, failure with { Message = $"the output `{output.Name}` could not be computed: {failure.Message}" });
            outputs.Set(output.Name, value.Value);
        }

        return new ExecutionEvent.OutputsComputed(at, Payload.Of(outputs.Build()));
    }

    public static ExecutionEvent CheckLoop(OwnedExecution execution, Decision.CheckLoop asked, DateTimeOffset at)
    {
        var node = execution.Plan.Nodes[asked.Node];
        var scope = ScopeBuilder.For(execution, node).AsMap().With("iteration", asked.Round).With("last", Last(execution, asked.Node));
        var until = node.Definition.With["until"];
        var done = until is null ? new Result<Value>(Value.True, null) : Try(until, scope, at);
        return new ExecutionEvent.LoopChecked(at, asked.Node, asked.Round, done.Failure is { } failure ? failure : done.Value.Kind == ValueKind.Boolean && done.Value.AsBoolean());
    }

    private static Value Last(OwnedExecution execution, int node) => execution.State.Nodes[node].Output?.Read() ?? Value.Null;

    private static Result<Value> Try(Template template, Value scope, DateTimeOffset at)
    {
        try
        {
            return template.Evaluate(scope, new EvaluationOptions { Now = at });
        }
        catch (EvaluationException e)
        {
            return new Failure(e.Fault.Code, FailureKind.Permanent, e.Fault.Message);
        }
    }
}
