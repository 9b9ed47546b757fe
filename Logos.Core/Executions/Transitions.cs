using System.Text;

namespace Logos.Core.Executions;

/// <summary>How the status of a node may change, and when it does. Nothing else is possible: a status refuses it.</summary>
public static class Transitions
{
    private static readonly bool[,] Known = Table();

    public static IReadOnlyList<(NodeStatus From, NodeStatus To, string When)> All =>
    [
        (NodeStatus.Pending, NodeStatus.Running, "its join is met and its `when` holds"),
        (NodeStatus.Pending, NodeStatus.Skipped, "an upstream node was skipped, an edge is not taken, or its `when` is false"),
        (NodeStatus.Pending, NodeStatus.Succeeded, "a fork takes it over"),
        (NodeStatus.Pending, NodeStatus.Failed, "its `when` or an edge's cannot be evaluated"),
        (NodeStatus.Pending, NodeStatus.Cancelled, "the execution is ending"),
        (NodeStatus.Running, NodeStatus.Ready, "an attempt failed, and another follows"),
        (NodeStatus.Running, NodeStatus.Succeeded, "the result of its attempt is recorded"),
        (NodeStatus.Running, NodeStatus.Failed, "it failed for good"),
        (NodeStatus.Running, NodeStatus.TimedOut, "it took too long, for good"),
        (NodeStatus.Running, NodeStatus.Cancelled, "the execution is ending"),
        (NodeStatus.Ready, NodeStatus.Running, "the delay is over"),
        (NodeStatus.Ready, NodeStatus.Cancelled, "the execution is ending"),
        (NodeStatus.Failed, NodeStatus.Pending, "it is tried again by hand"),
        (NodeStatus.TimedOut, NodeStatus.Pending, "it is tried again by hand"),
        (NodeStatus.Cancelled, NodeStatus.Pending, "it is tried again by hand"),
        (NodeStatus.Skipped, NodeStatus.Pending, "the execution is tried again by hand"),
    ];

    /// <summary>The diagram of docs/engine.md.</summary>
    public static string Mermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> pending\n");
        foreach (var (from, to, when) in All)
            text.Append($"    {Wire.Name(from)} --> {Wire.Name(to)}: {when.Replace("`", "", StringComparison.Ordinal)}\n");
        foreach (var end in Enum.GetValues<NodeStatus>().Where(s => s.IsEnd()))
            text.Append($"    {Wire.Name(end)} --> [*]\n");
        return text.ToString();
    }

    internal static void Check(NodeStatus from, NodeStatus to)
    {
        if (from != to && !Known[(int)from, (int)to])
            throw new InvalidOperationException($"A node cannot go from {Wire.Name(from)} to {Wire.Name(to)}.");
    }

    private static bool[,] Table()
    {
        var table = new bool[8, 8];
        foreach (var (from, to, _) in All)
            table[(int)from, (int)to] = true;
        return table;
    }
}
