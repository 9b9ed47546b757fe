using System.Globalization;
using System.Text;
using Logos.Core.Graphs.NodeTypes;

namespace Logos.Core.Graphs.Planning.Rendering;

/// <summary>A plan as a Mermaid flowchart: the critical path in thick lines, segments in boxes.</summary>
public static class PlanMermaid
{
    private const int LabelLength = 48;

    private static readonly (Pool Pool, string Style)[] Styles =
    [
        (Pool.Db, "fill:#e3f2fd,stroke:#1565c0,color:#0d3c61"),
        (Pool.Ai, "fill:#f3e5f5,stroke:#7b1fa2,color:#3c1053"),
        (Pool.Rule, "fill:#fff8e1,stroke:#b28704,color:#4d3a00"),
        (Pool.Io, "fill:#e8f5e9,stroke:#2e7d32,color:#12401a"),
        (Pool.File, "fill:#efebe9,stroke:#5d4037,color:#2f1f1a"),
        (Pool.Orchestrator, "fill:#eceff1,stroke:#455a64,color:#1c262b"),
    ];

    public static string Write(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in plan.Nodes)
        {
            if (node.Segment is null)
                WriteNode(text, "  ", node);
        }

        foreach (var segment in plan.Segments)
        {
            text.Append(CultureInfo.InvariantCulture, $"  subgraph s{segment.Index + 1}[\"segment {segment.Index + 1}\"]\n");
            foreach (var node in segment.Nodes)
                WriteNode(text, "    ", plan.Nodes[node]);
            text.Append("  end\n");
        }

        var critical = plan.CriticalPath.Nodes.Zip(plan.CriticalPath.Nodes.Skip(1)).ToHashSet();
        foreach (var edge in plan.Edges)
        {
            var line = critical.Contains((edge.From, edge.To)) ? "==>" : "-->";
            var label = edge.When is { } when ? $"|\"{Escape(PlanWords.Short(when.Text, LabelLength))}\"|" : "";
            text.Append(CultureInfo.InvariantCulture, $"  n{edge.From} {line}{label} n{edge.To}\n");
        }

        var used = plan.Nodes.Select(node => node.Pool).ToHashSet();
        foreach (var (pool, style) in Styles.Where(style => used.Contains(style.Pool)))
            text.Append(CultureInfo.InvariantCulture, $"  classDef {pool.Name()} {style}\n");
        return text.ToString();
    }

    // Numbers for names: `end` and `graph` are words of Mermaid's own.
    private static void WriteNode(StringBuilder text, string indent, PlanNode node)
    {
        var (open, close) = node.Pool switch
        {
            Pool.Db => ("[(", ")]"),
            Pool.Ai => ("{{", "}}"),
            Pool.Orchestrator => ("([", "])"),
            _ => ("[", "]"),
        };
        text.Append(CultureInfo.InvariantCulture, $"{indent}n{node.Index}{open}\"{Escape(Label(node))}\"{close}:::{node.Pool.Name()}\n");
    }

    private static string Label(PlanNode node)
    {
        var definition = node.Definition;
        var label = $"{node.Id}\n{node.Type.Name}";
        if (definition.When is { } when)
            label += $"\nwhen {PlanWords.Short(when.Text, LabelLength)}";
        if (definition.Foreach is not null)
            label += "\nfor each";
        return label;
    }

    private static string Escape(string label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var c in label)
        {
            if (c == '\n')
                text.Append("<br/>");
            else if (c is '"' or '#' or '<' or '>' or '&' or '`' or ';' or '\\')
                text.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            else
                text.Append(c);
        }

        return text.ToString();
    }
}
