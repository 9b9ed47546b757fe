using Logos.Cli.Output;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;

namespace Logos.Cli.Run;

/// <summary>What a run finds in a folder that another one has kept.</summary>
internal static class Unfinished
{
    private const int NamesShown = 5;

    /// <returns>A line for what goes on, and one for what is left as it is; none where there is nothing.</returns>
    public static async Task<IReadOnlyList<string>> TellAsync(IReadOnlyList<ExecutionSummary> executions, EmbeddedEngine engine)
    {
        var known = new Dictionary<(string Graph, int Version), bool>();
        foreach (var graph in executions.Select(execution => (execution.Graph, execution.GraphVersion)).Distinct())
            known[graph] = await engine.CanRunAsync(graph.Graph, graph.GraphVersion);
        var (goOn, left) = (new List<string>(), new List<string>());
        // One without the graph of a child rests as a whole.
        foreach (var tree in executions.GroupBy(execution => execution.Root))
        {
            if (tree.FirstOrDefault(execution => !known[(execution.Graph, execution.GraphVersion)]) is { } unknown)
                left.Add($"{unknown.Graph} in version {unknown.GraphVersion}");
            else
                goOn.Add((tree.FirstOrDefault(execution => execution.Id == tree.Key) ?? tree.First()).Graph);
        }

        var lines = new List<string>();
        if (goOn.Count > 0)
            lines.Add($"takes up again {Counted.Of(goOn.Count, "execution")} that had not ended: {Names(goOn)}");
        if (left.Count > 0)
            lines.Add($"leaves {Counted.Of(left.Count, "execution")} as {(left.Count == 1 ? "it was" : "they were")}, for want of a graph that can be run here ({ExecutionCodes.NoPlan}): {Names(left)}");
        return lines;
    }

    private static string Names(IEnumerable<string> all)
    {
        var names = all.GroupBy(name => name).OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => name.Count() == 1 ? name.Key : $"{name.Key} ({name.Count()})").ToList();
        return names.Count <= NamesShown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";
    }
}
