using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>The names that a node's expressions read, with their recorded values.</summary>
internal static class ScopeBuilder
{
    public static Value For(OwnedExecution execution, PlanNode node, int item = TaskKey.NoItem) => For(execution, node.Reads, node, item);

    public static Value ForOutput(OwnedExecution execution, int output) => For(execution, execution.Plan.OutputReads[output], null, TaskKey.NoItem);

    private static Value For(OwnedExecution execution, IReadOnlyList<NodeRead> reads, PlanNode? node, int item)
    {
        var scope = new ValueMap.Builder();
        foreach (var (name, payload) in Context(execution, reads, node, item))
            scope.Set(name, payload.Read());
        return scope.Build();
    }

    public static Dictionary<string, Payload> Context(OwnedExecution execution, IReadOnlyList<NodeRead> reads, PlanNode? node, int item)
    {
        var context = new Dictionary<string, Payload>(StringComparer.Ordinal)
        {
            ["inputs"] = execution.Head.Inputs,
            ["run"] = Run(execution, node, item),
        };
        foreach (var read in reads)
            context[execution.Plan.Nodes[read.Node].Id] = Part(execution, read);
        if (item != TaskKey.NoItem && node is not null && execution.ItemLists.TryGetValue(node.Index, out var list))
        {
            context["item"] = Payload.Of(list[item]);
            context["index"] = Payload.Of(item);
        }

        return context;
    }

    // A small output travels whole: cutting it up costs more than it saves.
    private static Payload Part(OwnedExecution execution, NodeRead read)
    {
        const int Small = 4096;
        var node = execution.State.Nodes[read.Node];
        var output = node.Output ?? Payload.Null;
        var aboutNode = read.Paths.Any(p => p.IsAboutNode);
        if (!aboutNode && (output.Length <= Small || read.Paths.Any(p => p.IsWhole)))
            return output;
        // Of a node whose output is no map, the status can be read all the same.
        if (aboutNode && read.Paths.All(p => p.IsAboutNode))
            return Payload.Of(WithStatus(Value.Null, node));
        var value = output.Read();
        if (read.Paths.Count > 0 && output.Length > Small)
            value = Projection.Of(value, read.Paths);
        return Payload.Of(aboutNode ? WithStatus(value, node) : value);
    }

    private static Value WithStatus(Value value, NodeState node)
    {
        if (!value.IsMap && !value.IsNull)
            return value;
        var map = (value.IsMap ? value.AsMap() : ValueMap.Empty).With("$status", Wire.Name(node.Status));
        return node.Error is { } error
            ? map.With("$error", ValueMap.From([new("code", error.Code), new("message", error.Message)]))
            : map;
    }

    private static Payload Run(OwnedExecution execution, PlanNode? node, int item)
    {
        var state = execution.State;
        var attempt = node is null ? Value.Null : item == TaskKey.NoItem ? state.Nodes[node.Index].Attempt : state.Nodes[node.Index].Items![item].Attempt;
        return Payload.Of(ValueMap.From(
        [
            new("id", state.Id.ToString()),
            new("graph", execution.Head.Graph),
            new("attempt", attempt),
            new("started_at", state.StartedAt is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", null) : Value.Null),
        ]));
    }
}
