using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Tests.Histories;

/// <summary>An execution as it went: what happened, and after each event what was decided and which rows changed.</summary>
internal sealed record History(string Graph, bool Fusing, IReadOnlyList<HistoryStep> Steps)
{
    public static readonly Guid Execution = Guid.Parse("019c0000-0000-7000-8000-000000000001");

    public GraphPlan Plan()
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(Graph), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        return GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn);
    }

    public ExecutionState Begin() => new(Execution, Plan(), new() { Fusing = Fusing });

    public static History Record(string graph, bool fusing, IEnumerable<ExecutionEvent> events)
    {
        var history = new History(graph, fusing, []);
        var state = history.Begin();
        return history with { Steps = [.. events.Select(happened => HistoryStep.Of(state, HistoryJson.Write(happened)))] };
    }

    /// <summary>A line per event, per list of decisions and per row, so that a difference is one line.</summary>
    public string Write()
    {
        var text = new StringBuilder("{\n");
        text.Append($"  \"graph\": [\n    {string.Join(",\n    ", Graph.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Serialize(line, Plain)))}\n  ],\n");
        text.Append($"  \"fusing\": {(Fusing ? "true" : "false")},\n  \"steps\": [\n");
        text.AppendJoin(",\n", Steps.Select(step => step.Write())).Append("\n  ]\n}\n");
        return text.ToString();
    }

    public static History Read(string text)
    {
        var json = JsonNode.Parse(text)!;
        return new(
            string.Join('\n', json["graph"]!.AsArray().Select(line => (string)line!)) + "\n",
            (bool)json["fusing"]!,
            [.. json["steps"]!.AsArray().Select(step => HistoryStep.Read(step!))]);
    }

    internal static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

internal sealed record HistoryStep(string Event, IReadOnlyList<string> Decisions, string Row, IReadOnlyList<string> Nodes, IReadOnlyList<string> Items)
{
    public static HistoryStep Of(ExecutionState state, string happened)
    {
        var decisions = state.Apply(HistoryJson.Read<ExecutionEvent>(happened)).Select(HistoryJson.Write).ToArray();
        var changes = state.TakeChanges();
        return new(happened, decisions, HistoryJson.Write(changes.Execution), [.. changes.Nodes.Select(HistoryJson.Write)], [.. changes.Items.Select(HistoryJson.Write)]);
    }

    public string Write() =>
        $"    {{\n      \"event\": {Event},\n      \"decisions\": {Lines(Decisions)},\n      \"execution\": {Row},\n      \"nodes\": {Lines(Nodes)},\n      \"items\": {Lines(Items)}\n    }}";

    public static HistoryStep Read(JsonNode step) => new(Text(step["event"]!), Texts(step["decisions"]!), Text(step["execution"]!), Texts(step["nodes"]!), Texts(step["items"]!));

    private static string Lines(IReadOnlyList<string> parts) => parts.Count == 0 ? "[]" : $"[\n        {string.Join(",\n        ", parts)}\n      ]";

    private static string Text(JsonNode node) => node.ToJsonString(History.Plain);

    private static string[] Texts(JsonNode list) => [.. list.AsArray().Select(node => Text(node!))];
}
