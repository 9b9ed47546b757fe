using Logos.Core.Graphs;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Faults;
using Logos.Rules.Faults;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Hosting;

/// <summary>The graphs of a host, all of them sound: with one that is not it does not start.</summary>
internal static class GraphCatalog
{
    /// <param name="others">The names of graphs that are there besides.</param>
    /// <exception cref="GraphsRefusedException">Something is wrong; all of it is told.</exception>
    public static IReadOnlyDictionary<string, GraphPlan> Load(IEnumerable<GraphSource> sources, NodeHandlers nodes, params IReadOnlyCollection<string> others)
    {
        var plans = new Dictionary<string, GraphPlan>(StringComparer.Ordinal);
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<(string Source, Fault Fault)>();
        foreach (var source in sources)
        {
            var reading = GraphLoader.Load(source.Content, source.Format, nodes.Types, source.Folder is { } folder ? FileInliner.Below(folder) : null);
            faults.AddRange(reading.Errors.Select(fault => (source.Name, fault)));
            if (!reading.IsValid)
                continue;
            var plan = GraphPlan.Build(reading.Graph!, nodes.Types);
            var name = plan.Definition.Name;
            faults.AddRange(EmbeddedNodes.Missing(plan, type => nodes.Find(type) is not null).Select(use => (source.Name, Unrunnable(use.Type, use.Node))));
            if (plans.TryAdd(name, plan))
                from.Add(name, source.Name);
            else
                faults.Add((source.Name, new(HostCodes.GraphTwice, $"`{name}` is also the name of the graph in {from[name]}")));
        }

        // A graph with faults of its own would be missed here a second time.
        if (faults.Count == 0)
            faults.AddRange(plans.Values.SelectMany(plan => plan.Graphs.Where(name => !plans.ContainsKey(name) && !others.Contains(name)).Select(name => (from[plan.Definition.Name], Missing(plan, name, plans.Keys)))));
        if (faults.Count == 0 && GraphCircle.Find(plans) is { } circle)
            faults.Add((from[circle[^2]], Circle(plans[circle[^2]], circle)));
        return faults.Count == 0 ? plans : throw new GraphsRefusedException(faults);
    }

    public static Fault Missing(string name, IReadOnlyCollection<string> names) => new(HostCodes.NoSuchGraph, $"there is no graph `{name}`")
    {
        Hint = Suggestion.DidYouMean(name, names) ?? (names.Count == 0 ? "the host has no graphs" : $"there are {string.Join(", ", names.Order(StringComparer.Ordinal))}"),
    };

    private static Fault Missing(GraphPlan plan, string name, IReadOnlyCollection<string> names) =>
        Missing(name, names) with { Message = $"`{plan.Definition.Name}` starts the graph `{name}`, which is not there" };

    private static Fault Circle(GraphPlan plan, IReadOnlyList<string> circle)
    {
        var message = $"graphs start each other in a circle: {string.Join(" → ", circle)}";
        var node = plan.Nodes.First(each => each.Definition.With["graph"]?.ToValue().ToText() == circle[^1]);
        return (node.Definition.Key?.Fault(HostCodes.GraphCircle, message) ?? new(HostCodes.GraphCircle, message)) with { Hint = "what repeats is a `loop` node with another graph" };
    }

    private static Fault Unrunnable(string type, PlanNode node)
    {
        var message = $"nothing here runs nodes of type `{type}`";
        return node.Definition.Key?.Fault(HostCodes.NotRunnable, message) ?? new(HostCodes.NotRunnable, message) { Path = $"nodes.{node.Id}" };
    }
}
