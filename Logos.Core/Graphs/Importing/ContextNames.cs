using Logos.Core.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>
/// The dialect keeps one bag of names for a whole run: inputs, results, whatever a node put there. Here each name is
/// traced to whom it comes from.
/// </summary>
internal sealed class ContextNames(ImportContext context)
{
    private const string ResultSuffix = "_result";

    /// <param name="root">The name.</param>
    /// <param name="rest">What follows it: <c>.total</c>, <c>[0].id</c>, or nothing.</param>
    /// <param name="site">Where it is read.</param>
    /// <returns>An expression of Logos; null when it cannot be read there, and a fault says why.</returns>
    public string? Resolve(string root, string rest, ReadSite site)
    {
        if (site.Aliases.TryGetValue(root, out var alias))
            return alias + rest;
        if (root is "_loop_item" or "_loop_index")
            return (root == "_loop_item" ? "item" : "index") + rest;
        if (Node(root, site) is { } node)
            return Reach(node, site) ? Output(node, rest) : null;
        if (Writer(root, site) is { } writer)
            return Reach(writer, site) ? writer.Writes[root] + rest : null;
        if (site.Columns && Column(root, site) is { } owner)
            return Output(owner, $".{root}{rest}");
        return context.Inputs.Read(root, site.Required) + rest;
    }

    /// <summary>True when it comes from a node.</summary>
    public bool IsKnown(string root, ReadSite site) =>
        site.Aliases.ContainsKey(root) || root is "_loop_item" or "_loop_index" || Node(root, site) is not null || Writer(root, site) is not null || (site.Columns && Column(root, site) is not null);

    /// <summary>Sees to it that the node has ended before the other one reads it.</summary>
    public bool Reach(Draft node, ReadSite site)
    {
        if ((site.IsEdge && node == site.Reader) || context.IsUpstream(node, site.Reader))
            return true;
        if (node == site.Reader || context.IsUpstream(site.Reader, node))
        {
            var message = node == site.Reader ? $"`{site.Reader.Source.Id}` reads its own result" : $"`{site.Reader.Source.Id}` reads `{node.Source.Id}`, which runs after it";
            context.Report(site.At.Fault(CoreCodes.ReadsLater, message, "in Logos a node reads only nodes that have ended before it begins"));
            return false;
        }

        context.Join(node, site.Reader);
        context.Note(site.At, $"`{site.Reader.Id}` reads `{node.Id}`, so it waits for it now: an edge was added");
        return true;
    }

    private static string Output(Draft node, string rest)
    {
        if (node.Source.Type == ForeignType.Ai && rest.StartsWith(".response", StringComparison.Ordinal))
            return $"{node.Id}.text{rest[".response".Length..]}";
        if (!node.IsSql || rest.Length == 0)
            return node.Id + rest;
        if (rest[0] == '[')
            node.IsReadAsList = true;
        if (node.IsReadAsList)
            return rest[0] == '[' ? node.Id + rest : $"{node.Id}[0]{rest}";
        node.IsReadAsRow = true;
        return node.Id + rest;
    }

    private Draft? Node(string name, ReadSite site) =>
        site.Renamed.GetValueOrDefault(name) ?? context.Find(name) ?? (name.EndsWith(ResultSuffix, StringComparison.Ordinal) ? context.Find(name[..^ResultSuffix.Length]) : null);

    private Draft? Writer(string name, ReadSite site) => Nearest(name, site, draft => draft.Writes.ContainsKey(name));

    private Draft? Column(string name, ReadSite site) => Nearest(name, site, draft => draft.Columns.Contains(name));

    private Draft? Nearest(string name, ReadSite site, Func<Draft, bool> has)
    {
        if (!context.Yielded.Contains(name))
            return null;
        if (site.IsEdge && has(site.Reader))
            return site.Reader;
        // Breadth first: what was written last is the nearest.
        var seen = new HashSet<int> { site.Reader.Index };
        var open = new Queue<Draft>([site.Reader]);
        while (open.TryDequeue(out var at))
        {
            foreach (var from in at.Upstream.Where(from => seen.Add(from.Index)))
            {
                if (has(from))
                    return from;
                open.Enqueue(from);
            }
        }

        return null;
    }
}
