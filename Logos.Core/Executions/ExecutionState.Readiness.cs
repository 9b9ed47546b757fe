using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>Tells the nodes behind an ended one.</summary>
    private void Spread(int ended, DateTimeOffset at)
    {
        foreach (var edge in Plan.Shape.Outgoing(ended))
        {
            if (_edges[edge] != EdgeState.Undecided)
                continue;
            var (_, to, when) = Plan.Edges[edge];
            var passes = Passes(ended);
            if (passes && when is not null)
            {
                var taken = Test(when, Plan.Nodes[to], at);
                if (taken.Failure is { } failure)
                {
                    _edges[edge] = EdgeState.NotTaken;
                    if (Nodes[to].Status == NodeStatus.Pending)
                        FailForGood(to, failure, at);
                    continue;
                }

                passes = taken.Value;
            }

            _edges[edge] = passes ? EdgeState.Taken : EdgeState.NotTaken;
            Consider(to, at);
        }
    }

    // What failed under `on_error: continue` lets its successors run: they see its `$error`.
    private bool Passes(int node) => Nodes[node].Status == NodeStatus.Succeeded ||
        (Nodes[node].Status is NodeStatus.Failed or NodeStatus.TimedOut && Plan.Nodes[node].Definition.OnError is OnError.Continue);

    /// <summary>Whether a node's time has come, by the edges that are decided.</summary>
    private void Consider(int index, DateTimeOffset at)
    {
        if (Nodes[index].Status != NodeStatus.Pending || _ending is not null || Status != ExecutionStatus.Running)
            return;
        var (undecided, taken, notTaken) = (0, 0, -1);
        var edges = Plan.Shape.Incoming(index);
        foreach (var edge in edges)
        {
            switch (_edges[edge])
            {
                case EdgeState.Undecided:
                    undecided++;
                    break;
                case EdgeState.Taken:
                    taken++;
                    break;
                default:
                    notTaken = notTaken < 0 ? edge : notTaken;
                    break;
            }
        }

        switch (Plan.Nodes[index].Definition.Join)
        {
            case Join.All when notTaken >= 0:
            case Join.Any when undecided == 0 && taken == 0 && edges.Length > 0:
                Skip(index, Because(notTaken), at);
                break;
            case Join.All when undecided == 0:
            case Join.Any when taken > 0 || edges.Length == 0:
            case Join.Done when undecided == 0:
                Enter(index, at);
                break;
        }
    }

    private string Because(int edge)
    {
        var (from, _, when) = Plan.Edges[edge];
        var id = Plan.Nodes[from].Id;
        return Nodes[from].Status switch
        {
            NodeStatus.Skipped => $"`{id}` was skipped",
            NodeStatus.Succeeded => $"the edge from `{id}` is not taken: `{when}` is false",
            var status => $"`{id}` is {status.ToString().ToLowerInvariant()}",
        };
    }

    private void Skip(int index, string reason, DateTimeOffset at)
    {
        var node = Change(index);
        node.Status = NodeStatus.Skipped;
        node.SkippedBecause = reason;
        node.EndedAt = at;
        _ended.Enqueue(index);
    }

    private void Enter(int index, DateTimeOffset at)
    {
        var node = Plan.Nodes[index];
        if (node.Definition.When is { } when)
        {
            var holds = Test(when, node, at);
            if (holds.Failure is { } failure)
            {
                FailForGood(index, failure, at);
                return;
            }

            if (!holds.Value)
            {
                Skip(index, $"`{when}` is false", at);
                return;
            }
        }

        Begin(index, at);
    }

    private Result<bool> Test(Formula formula, PlanNode node, DateTimeOffset at)
    {
        try
        {
            return formula.Expression.Test(ControlScope(formula), ControlBudget.At(at));
        }
        catch (EvaluationException e)
        {
            return ControlBudget.Failure(e, $"the condition `{formula}` of node `{node.Id}`");
        }
    }

    private Value ControlScope(Formula formula)
    {
        var scope = new ValueMap.Builder();
        foreach (var path in formula.Expression.Reads)
        {
            if (path.Root == "inputs")
                scope.Set("inputs", Inputs);
            else if (path.Root == "run")
                scope.Set("run", RunScope());
            else if (Plan.Find(path.Root) is not { } node)
                continue;
            else if (path.Segments is [_, { Name: ['$', ..] about }, ..])
                scope.Set(AboutNode.NameOf(node.Id, about), AboutNode.Of(Nodes[node.Index], about));
            else
                scope.Set(node.Id, Nodes[node.Index].Control);
        }

        return scope.Build();
    }

    private Value RunScope() => ValueMap.From(
    [
        new("id", Id.ToString()),
        new("graph", Plan.Definition.Name),
        new("started_at", StartedAt?.UtcDateTime.ToString("O") ?? Value.Null),
    ]);
}
