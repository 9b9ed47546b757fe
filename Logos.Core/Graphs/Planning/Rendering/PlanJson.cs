using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Logos.Core.Graphs.Planning.Rendering;

/// <summary>A plan for machines: the answer of <c>GET …/plan</c>.</summary>
public static class PlanJson
{
    public static string Write(GraphPlan plan, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Conditions are full of `>` and `&`; this JSON goes into no HTML page.
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, plan);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter json, GraphPlan plan)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(plan);
        json.WriteStartObject();
        json.WriteString("graph", plan.Definition.Name);
        json.WriteStartArray("levels");
        for (var level = 0; level < plan.Levels.Count; level++)
            WriteIds(json, null, plan, plan.Levels[level].ToArray());
        json.WriteEndArray();
        WriteCriticalPath(json, plan);
        WriteSegments(json, plan);
        json.WriteStartObject("pools");
        foreach (var pool in plan.Nodes.GroupBy(node => node.Pool).OrderBy(pool => pool.Key))
            json.WriteNumber(pool.Key.Name(), pool.Count());
        json.WriteEndObject();
        WriteIds(json, "external_effects", plan, plan.Effects);
        WriteNames(json, "connections", plan.Connections);
        WriteNames(json, "secrets", plan.Secrets);
        WriteNames(json, "graphs", plan.Graphs);
        WriteEdges(json, plan);
        json.WriteStartArray("nodes");
        foreach (var node in plan.Nodes)
            WriteNode(json, plan, node);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCriticalPath(Utf8JsonWriter json, GraphPlan plan)
    {
        json.WriteStartObject("critical_path");
        WriteIds(json, "nodes", plan, plan.CriticalPath.Nodes);
        if (plan.ExpectedDuration is { } duration)
            json.WriteNumber("expected_ms", (long)duration.TotalMilliseconds);
        else
            json.WriteNull("expected_ms");
        json.WriteEndObject();
    }

    private static void WriteSegments(Utf8JsonWriter json, GraphPlan plan)
    {
        json.WriteStartArray("segments");
        foreach (var segment in plan.Segments)
        {
            json.WriteStartObject();
            json.WriteNumber("id", segment.Index + 1);
            json.WriteString("pool", segment.Pool.Name());
            WriteIds(json, "nodes", plan, segment.Nodes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEdges(Utf8JsonWriter json, GraphPlan plan)
    {
        json.WriteStartArray("edges");
        foreach (var edge in plan.Edges)
        {
            json.WriteStartObject();
            json.WriteString("from", plan.Nodes[edge.From].Id);
            json.WriteString("to", plan.Nodes[edge.To].Id);
            if (edge.When is { } when)
                json.WriteString("when", when.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNode(Utf8JsonWriter json, GraphPlan plan, PlanNode node)
    {
        json.WriteStartObject();
        json.WriteString("id", node.Id);
        json.WriteString("type", node.Type.Name);
        json.WriteString("pool", node.Pool.Name());
        json.WriteNumber("level", node.Level + 1);
        if (node.Segment is { } segment)
            json.WriteNumber("segment", segment + 1);
        else
            json.WriteNull("segment");
        json.WriteBoolean("external_effect", node.HasEffect);
        WriteReads(json, "reads", plan, node.Reads);
        WriteReads(json, "compensation_reads", plan, node.CompensationReads);
        json.WriteStartArray("controls");
        foreach (var control in node.Controls)
            WriteControl(json, plan, control);
        json.WriteEndArray();
        WriteNames(json, "inline", node.Inline.Select(path => path.Text));
        WriteNames(json, "connections", node.Connections);
        WriteNames(json, "secrets", node.Secrets);
        json.WriteEndObject();
    }

    private static void WriteControl(Utf8JsonWriter json, GraphPlan plan, ControlExpression control)
    {
        json.WriteStartObject();
        json.WriteString("kind", control.Kind.Name());
        if (control.Edge is { } edge)
            json.WriteString("from", plan.Nodes[plan.Edges[edge].From].Id);
        json.WriteString("expression", control.Formula.Text);
        WriteReads(json, "reads", plan, control.Reads);
        json.WriteEndObject();
    }

    /// <summary>An empty path is the whole output.</summary>
    private static void WriteReads(Utf8JsonWriter json, string name, GraphPlan plan, IReadOnlyList<NodeRead> reads)
    {
        json.WriteStartObject(name);
        foreach (var read in reads)
            WriteNames(json, plan.Nodes[read.Node].Id, read.Paths.Select(path => path.Text));
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string? name, GraphPlan plan, IReadOnlyList<int> nodes) =>
        WriteNames(json, name, nodes.Select(node => plan.Nodes[node].Id));

    private static void WriteNames(Utf8JsonWriter json, string? name, IEnumerable<string> names)
    {
        if (name is null)
            json.WriteStartArray();
        else
            json.WriteStartArray(name);
        foreach (var item in names)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
