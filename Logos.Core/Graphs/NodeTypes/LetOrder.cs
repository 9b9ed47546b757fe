using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>In which order the names of a <c>rule</c> node's <c>let</c> become known.</summary>
public static class LetOrder
{
    /// <returns>Null when some are given in terms of each other; those are then the circle.</returns>
    public static IReadOnlyList<TemplateEntry>? Of(Template.Map let, out IReadOnlyList<TemplateEntry> circle)
    {
        circle = [];
        var waiting = let.Entries.ToDictionary(entry => entry.Name, Reads, StringComparer.Ordinal);
        foreach (var reads in waiting.Values)
            reads.IntersectWith(waiting.Keys);
        var order = new List<TemplateEntry>(let.Entries.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        while (order.Count < let.Entries.Count)
        {
            var ready = let.Entries.Where(entry => !done.Contains(entry.Name) && waiting[entry.Name].IsSubsetOf(done)).ToArray();
            if (ready.Length == 0)
            {
                circle = Circle(let, waiting, done);
                return null;
            }

            order.AddRange(ready);
            done.UnionWith(ready.Select(entry => entry.Name));
        }

        return order;
    }

    private static HashSet<string> Reads(TemplateEntry entry) =>
        [.. entry.Value.Formulas.SelectMany(formula => formula.Expression.Reads).Select(path => path.Root)];

    // Whoever still waits, waits for another one that waits: following that leads into a circle.
    private static List<TemplateEntry> Circle(Template.Map let, Dictionary<string, HashSet<string>> waiting, HashSet<string> done)
    {
        var entries = let.Entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        var walked = new List<TemplateEntry>();
        var at = let.Entries.First(entry => !done.Contains(entry.Name));
        while (!walked.Contains(at))
        {
            walked.Add(at);
            at = entries[waiting[at.Name].First(name => !done.Contains(name))];
        }

        return walked[walked.IndexOf(at)..];
    }
}
