namespace Logos.Core.Graphs.Planning;

/// <summary>Graphs that start each other, so that each level would start the next without an end.</summary>
public static class GraphCircle
{
    /// <param name="first">The graph to begin with, where one was asked for.</param>
    /// <returns>The names along the first circle, which ends where it begins; null when there is none.</returns>
    public static IReadOnlyList<string>? Find(IReadOnlyDictionary<string, GraphPlan> plans, string? first = null)
    {
        ArgumentNullException.ThrowIfNull(plans);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in plans.Keys.OrderBy(name => name != first).ThenBy(name => name, StringComparer.Ordinal))
        {
            // A path and not a recursion: a chain of graphs may be long.
            var path = new List<(string Name, int Next)> { (start, 0) };
            while (path.Count > 0)
            {
                var (name, next) = path[^1];
                if (done.Contains(name) || !plans.TryGetValue(name, out var plan) || next == plan.Graphs.Count)
                {
                    done.Add(name);
                    path.RemoveAt(path.Count - 1);
                    continue;
                }

                path[^1] = (name, next + 1);
                var started = plan.Graphs[next];
                var seen = path.FindIndex(each => each.Name == started);
                if (seen >= 0)
                    return [.. path.Skip(seen).Select(each => each.Name), started];
                path.Add((started, 0));
            }
        }

        return null;
    }
}
