using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Validation;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>The names that the expressions of one node read, held against those that are given.</summary>
internal static class TrialValues
{
    private const string Inputs = "inputs", Item = "item", Index = "index";

    /// <returns>With the defaults of inputs; null when something is missing or unknown.</returns>
    public static ValueMap? Bind(GraphPlan plan, PlanNode node, ValueMap given, out IReadOnlyList<Fault> faults)
    {
        var found = new List<Fault>();
        var isEach = node.Definition.Foreach is not null;
        var abouts = node.Reads.SelectMany(read => read.Paths.Where(path => path.IsAboutNode).Select(path => AboutNode.NameOf(plan.Nodes[read.Node].Id, path.Steps[0].Name!))).ToList();
        var known = plan.Nodes.Where(other => other != node).Select(other => other.Id).Concat(abouts).Append(Inputs).Concat(isEach ? [Item, Index] : []).ToList();
        var values = new ValueMap.Builder();
        foreach (var (name, value) in given)
        {
            if (known.Contains(name))
                values.Set(name, value);
            else
                found.Add(new(CliCodes.BadTrial.Code, $"`{name}` is no name that `{node.Id}` can read") { Path = name, Hint = Suggestion.DidYouMean(name, known) ?? Takes(node, plan, isEach) });
        }

        var reads = node.Definition.With.Formulas.SelectMany(formula => formula.Expression.Reads).ToList();
        if (Bound(plan, [.. reads.Where(path => path.Root == Inputs).Select(path => path.Segments.Count > 1 ? path.Segments[1].Name : null)], given[Inputs], found) is { } inputs)
            values.Set(Inputs, inputs);
        // What only its `foreach` reads is not asked for: the item is given.
        foreach (var id in node.Reads.Select(read => plan.Nodes[read.Node].Id).Where(id => reads.Any(path => path.Root == id && !ReadPath.Below(path).IsAboutNode)))
            Need(id);
        // Unless told otherwise, what it reads has succeeded.
        foreach (var about in abouts.Where(name => !given.ContainsKey(name)))
            values.Set(about, AboutNode.OfSuccess(about[(about.IndexOf('$', StringComparison.Ordinal))..]));
        if (isEach && reads.Any(path => path.Root == Item))
            Need(Item);
        if (isEach && !given.ContainsKey(Index))
            values.Set(Index, 0);
        faults = found;
        return found.Count == 0 ? values.Build() : null;

        void Need(string name)
        {
            if (!given.ContainsKey(name))
                found.Add(new(CliCodes.BadTrial.Code, $"`{node.Id}` reads `{name}`, which is not given") { Path = name, Hint = "--with FILE takes one JSON object with a member for each name" });
        }
    }

    // Those that it reads, and those that are given: what others need is not asked for here.
    private static ValueMap? Bound(GraphPlan plan, IReadOnlyList<string?> reads, Value given, List<Fault> faults)
    {
        if (!given.IsNull && !given.IsMap)
        {
            faults.Add(new(CliCodes.BadTrial.Code, "`inputs` is not an object") { Path = Inputs, Hint = "its members are the graph's inputs, by name" });
            return null;
        }

        var members = given.IsMap ? given.AsMap() : ValueMap.Empty;
        var definition = plan.Definition;
        // With a name that the graph does not have all of them are told, so that the near one is found.
        var isKnown = members.All(member => definition.Inputs.Any(input => input.Name == member.Key));
        var asked = definition.Inputs.Select(input => reads.Contains(input.Name) || reads.Contains(null) || members.ContainsKey(input.Name) ? input : isKnown ? null : input with { Required = false });
        var inputs = InputBinding.Bind(definition with { Inputs = [.. asked.OfType<Logos.Core.Graphs.Definition.InputDefinition>()] }, members, out var wrong);
        faults.AddRange(wrong);
        return inputs;
    }

    private static string Takes(PlanNode node, GraphPlan plan, bool isEach)
    {
        var names = node.Reads.Select(read => plan.Nodes[read.Node].Id).Append(Inputs).Concat(isEach ? [Item, Index] : []);
        return $"it reads {string.Join(", ", names.Select(name => $"`{name}`"))}";
    }
}
