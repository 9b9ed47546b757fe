using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>The names that a node's expressions read, with their recorded values.</summary>
internal static class ScopeBuilder
{
    public static Dictionary<string, Payload> Context(OwnedExecution execution, IReadOnlyList<NodeRead> reads, PlanNode? node, int item)
    {
        var context = new Dictionary<string, Payload>(StringComparer.Ordinal)
        {
            ["inputs"] = execution.Head.Inputs,
            ["run"] = Run(execution, node, item),
        };
        foreach (var read in reads)
            Add(context, execution, read);
        if (item != TaskKey.NoItem && node is not null && execution.ItemLists.TryGetValue(node.Index, out var list))
        {
            context["item"] = Payload.Of(list[item]);
            context["index"] = Payload.Of(item);
        }

        return context;
    }

    private static void Add(Dictionary<string, Payload> context, OwnedExecution execution, NodeRead read)
    {
        var (id, node) = (execution.Plan.Nodes[read.Node].Id, execution.State.Nodes[read.Node]);
        var ofOutput = false;
        for (var i = 0; i < read.Paths.Count; i++)
        {
            if (read.Paths[i].About is { } about)
                context[AboutNode.NameOf(id, about)] = Payload.Of(AboutNode.Of(node, about));
            else
                ofOutput = true;
        }

        if (ofOutput)
            context[id] = Part(node.Output ?? Payload.Null, read.Paths);
    }

    // A small output travels whole: cutting it up costs more than it saves. A large one travels by reference.
    private static Payload Part(Payload output, IReadOnlyList<ReadPath> paths)
    {
        const int Small = 4096;
        return output.Length <= Small || !output.IsInline || paths.Any(path => path.IsWhole) ? output : Payload.Of(Projection.Of(output.Read(), paths));
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
