using Logos.Core.Graphs.Templates;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Planning;

/// <summary>Gathers what expressions read: of which nodes, and which secrets.</summary>
internal sealed class ReadCollector(IReadOnlyDictionary<string, int> nodes)
{
    private readonly List<(int Node, ReadPath Path)> _paths = [];
    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Secrets => [.. _secrets];

    public ReadCollector Add(Template? template, IReadOnlySet<string>? locals = null)
    {
        switch (template)
        {
            case null or Template.Literal:
                break;
            case Template.Whole whole:
                Add(whole.Formula, locals);
                break;
            default:
                foreach (var formula in template.Formulas)
                    Add(formula, locals);
                break;
        }

        return this;
    }

    public ReadCollector Add(Formula? formula, IReadOnlySet<string>? locals = null)
    {
        if (formula is null)
            return this;
        foreach (var path in formula.Expression.Reads)
        {
            if (locals is not null && locals.Contains(path.Root))
                continue;
            if (nodes.TryGetValue(path.Root, out var node))
                Add(node, path);
            else if (path.Root == "secrets" && path.Segments is [_, { Name: { } secret }, ..])
                _secrets.Add(secret);
        }

        return this;
    }

    /// <summary>Ordered by node, and by path within.</summary>
    public IReadOnlyList<NodeRead> Reads =>
        _paths.Count == 0 ? [] : [.. _paths.GroupBy(read => read.Node, read => read.Path).OrderBy(read => read.Key).Select(read => new NodeRead(read.Key, Needed(read)))];

    public static IReadOnlyList<ReadPath> Needed(IEnumerable<ReadPath> paths)
    {
        var needed = new List<ReadPath>();
        foreach (var path in paths.OrderBy(path => path.Steps.Count).ThenBy(path => path.Text, StringComparer.Ordinal))
        {
            if (!needed.Exists(known => known.Covers(path)))
                needed.Add(path);
        }

        needed.Sort((a, b) => string.CompareOrdinal(a.Text, b.Text));
        return needed;
    }

    private void Add(int node, Expr.Path path) => _paths.Add((node, new(path.Segments.Skip(1))));
}
