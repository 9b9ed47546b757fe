using System.Globalization;
using System.Text;
using Logos.Core.Graphs.Definition;

namespace Logos.Core.Graphs.Planning.Rendering;

/// <summary>A plan for people.</summary>
public static class PlanText
{
    private const int Width = 96;
    private const int ExpressionLength = 72;

    public static string Write(GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{plan.Definition.Name}: {PlanWords.Count(plan.Nodes.Count, "node")}, {PlanWords.Count(plan.Edges.Count, "edge")}, {PlanWords.Count(plan.Levels.Count, "level")}\n");
        WriteLevels(text, plan);
        text.Append('\n');
        WriteSummary(text, plan);
        return text.ToString();
    }

    private static void WriteLevels(StringBuilder text, GraphPlan plan)
    {
        var idWidth = plan.Nodes.Max(node => node.Id.Length);
        var typeWidth = plan.Nodes.Max(node => node.Type.Name.Length);
        var poolWidth = plan.Nodes.Max(node => node.Pool.Name().Length);
        for (var level = 0; level < plan.Levels.Count; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  level {level + 1}\n");
            foreach (var index in plan.Levels[level])
            {
                var node = plan.Nodes[index];
                var line = $"    {node.Id.PadRight(idWidth)}  {node.Type.Name.PadRight(typeWidth)}  {node.Pool.Name().PadRight(poolWidth)}  {string.Join(", ", Remarks(node))}";
                text.Append(line.TrimEnd()).Append('\n');
                foreach (var detail in Details(plan, node))
                    text.Append(CultureInfo.InvariantCulture, $"      {detail}\n");
            }
        }
    }

    private static IEnumerable<string> Remarks(PlanNode node)
    {
        var definition = node.Definition;
        if (node.HasEffect)
            yield return "effect";
        if (node.Segment is { } segment)
            yield return $"segment {segment + 1}";
        foreach (var connection in node.Connections)
            yield return $"connection {connection}";
        if (definition.Join != Join.All)
            yield return definition.Join == Join.Any ? "join any" : "join done";
        if (definition.Cache is { } cache)
            yield return $"cached {Duration.Format(cache.Ttl)}";
        if (definition.Compensate is { } compensate)
            yield return $"compensated by {compensate.Type}";
    }

    private static IEnumerable<string> Details(GraphPlan plan, PlanNode node)
    {
        foreach (var control in node.Controls)
        {
            var expression = PlanWords.Short(control.Formula.Text, ExpressionLength);
            yield return control.Kind switch
            {
                ControlKind.When => $"when {expression}",
                ControlKind.Edge => $"after {plan.Nodes[plan.Edges[control.Edge!.Value].From].Id} when {expression}",
                ControlKind.Items => $"for each of {expression}",
                ControlKind.Bound => $"until {expression}",
                _ => throw new InvalidOperationException($"unknown kind {control.Kind}"),
            };
        }

        if (node.Reads.Count > 0)
            yield return PlanWords.Short($"reads {string.Join(", ", node.Reads.SelectMany(read => Paths(plan, read)))}", Width);
    }

    private static IEnumerable<string> Paths(GraphPlan plan, NodeRead read)
    {
        var id = plan.Nodes[read.Node].Id;
        return read.Paths.Select(path => path.IsWhole ? id : path.Text[0] == '[' ? id + path.Text : $"{id}.{path.Text}");
    }

    private static void WriteSummary(StringBuilder text, GraphPlan plan)
    {
        var path = plan.CriticalPath.Nodes;
        var length = plan.ExpectedDuration is { } duration ? $"about {Rounded(duration)}" : PlanWords.Count(path.Count, "step");
        WriteWrapped(text, "critical path", [.. path.Select(node => plan.Nodes[node].Id)], " → ", $" ({length})");
        foreach (var segment in plan.Segments)
            WriteWrapped(text, $"segment {segment.Index + 1}", [.. segment.Nodes.Select(node => plan.Nodes[node].Id)], " → ", $" (one task, pool {segment.Pool.Name()})");
        WriteWrapped(text, "pools", [.. plan.Nodes.GroupBy(node => node.Pool).OrderBy(pool => pool.Key).Select(pool => $"{pool.Key.Name()} {pool.Count():N0}")], ", ");
        WriteWrapped(text, "effects", [.. plan.Effects.Select(node => plan.Nodes[node].Id)], ", ");
        WriteWrapped(text, "connections", plan.Connections, ", ");
        WriteWrapped(text, "secrets", plan.Secrets, ", ");
        WriteWrapped(text, "graphs", plan.Graphs, ", ");
    }

    private static void WriteWrapped(StringBuilder text, string title, IReadOnlyList<string> items, string separator, string end = "")
    {
        const int indent = 18;
        if (items.Count == 0)
            return;
        text.Append("  ").Append(title.PadRight(indent - 2));
        var column = indent;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] + (i + 1 < items.Count ? separator : end);
            if (column > indent && column + item.TrimEnd().Length > Width)
            {
                while (text[^1] == ' ')
                    text.Length--;
                text.Append('\n').Append(' ', indent);
                column = indent;
            }

            text.Append(item);
            column += item.Length;
        }

        text.Append('\n');
    }

    private static string Rounded(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalMinutes: < 1 } => $"{duration.TotalSeconds:0.#} s",
        { TotalHours: < 1 } => $"{duration.TotalMinutes:0.#} min",
        _ => $"{duration.TotalHours:0.#} h",
    };
}
