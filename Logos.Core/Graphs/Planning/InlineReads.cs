namespace Logos.Core.Graphs.Planning;

/// <summary>
/// What has to come back inline with a node's outcome, so that whoever decides next fetches nothing. A list that a
/// <c>foreach</c> goes through stays where it is: its owner reads it once, when its node begins.
/// </summary>
internal sealed class InlineReads
{
    private readonly List<ReadPath>?[] _values;

    private InlineReads(int nodes) => _values = new List<ReadPath>?[nodes];

    public static InlineReads Of(IReadOnlyList<PlanNode> nodes)
    {
        var inline = new InlineReads(nodes.Count);
        foreach (var control in nodes.SelectMany(node => node.Controls).Where(control => control.Kind != ControlKind.Items))
        {
            foreach (var read in control.Reads)
                (inline._values[read.Node] ??= []).AddRange(read.Paths);
        }

        return inline;
    }

    public IReadOnlyList<ReadPath> Values(int node) => _values[node] is { } paths ? ReadCollector.Needed(paths) : [];
}
