namespace Logos.Core.Graphs.Planning;

/// <summary>
/// What has to come back inline with a node's outcome, so that whoever decides next fetches nothing. A list that a
/// <c>foreach</c> goes through stays where it is: its length decides.
/// </summary>
internal sealed class InlineReads
{
    private readonly List<ReadPath>?[] _values;
    private readonly List<ReadPath>?[] _lengths;

    private InlineReads(int nodes)
    {
        _values = new List<ReadPath>?[nodes];
        _lengths = new List<ReadPath>?[nodes];
    }

    public static InlineReads Of(IReadOnlyList<PlanNode> nodes)
    {
        var inline = new InlineReads(nodes.Count);
        foreach (var control in nodes.SelectMany(node => node.Controls))
        {
            // A computed list is a task's result: what it reads travels with that task, and its length comes back with it.
            if (control.IsComputed)
                continue;
            var kind = control.Kind == ControlKind.Items ? inline._lengths : inline._values;
            foreach (var read in control.Reads)
                (kind[read.Node] ??= []).AddRange(read.Paths);
        }

        return inline;
    }

    public IReadOnlyList<ReadPath> Values(int node) => _values[node] is { } paths ? ReadCollector.Needed(paths) : [];

    public IReadOnlyList<ReadPath> Lengths(int node) => _lengths[node] is { } paths ? [.. paths.Distinct().OrderBy(path => path.Text, StringComparer.Ordinal)] : [];
}
