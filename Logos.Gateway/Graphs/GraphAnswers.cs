using System.Text.Json.Serialization;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Storage;
using Logos.Gateway.Requests;
using Logos.Rules.Faults;

namespace Logos.Gateway.Graphs;

/// <summary>A graph as a list tells it.</summary>
internal sealed record GraphItem(Guid Id, string Name, int Version, string? Description, int Nodes, DateTimeOffset CreatedAt)
{
    public static GraphItem Of(StoredGraph graph)
    {
        var outline = GraphOutline.Of(graph.Definition.Span);
        return new(graph.Id, graph.Name, graph.Version, outline.Description, outline.Nodes, graph.CreatedAt);
    }
}

/// <summary>One version of a graph, whole.</summary>
/// <param name="Inputs">What it takes, as the definition says it.</param>
internal sealed record GraphDetail(Guid Id, string Name, int Version, string? Description, int Nodes, DateTimeOffset CreatedAt, string ContentHash, RawJson Inputs, RawJson Definition)
{
    public static GraphDetail Of(StoredGraph graph)
    {
        var outline = GraphOutline.Of(graph.Definition.Span);
        return new(graph.Id, graph.Name, graph.Version, outline.Description, outline.Nodes, graph.CreatedAt, graph.ContentHash, outline.Inputs is { } inputs ? new(graph.Definition[inputs]) : RawJson.NoMembers, new(graph.Definition));
    }
}

internal sealed record GraphVersion(int Version, string ContentHash, DateTimeOffset CreatedAt, bool Current);

internal sealed record GraphSaved(Guid Id, string Name, int Version, IReadOnlyList<IReadOnlyList<string>> Levels, IReadOnlyList<Warning> Warnings);

internal sealed record GraphValid(bool Valid, IReadOnlyList<IReadOnlyList<string>> Levels, IReadOnlyList<Warning> Warnings);

/// <summary>What is odd about a definition, and stands in no one's way.</summary>
internal sealed record Warning(string Code, string Message, string? Path, int? Line, int? Column, string? Hint)
{
    public static IReadOnlyList<Warning> Of(IEnumerable<Fault> faults) =>
        [.. faults.Select(fault => new Warning(fault.Code, fault.Message, fault.Path, fault.Line, fault.Column, fault.Hint))];
}

internal static class PlanLevels
{
    /// <summary>The ids of the nodes, level by level.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(GraphPlan plan)
    {
        var levels = new List<IReadOnlyList<string>>(plan.Levels.Count);
        for (var level = 0; level < plan.Levels.Count; level++)
        {
            var ids = new List<string>();
            foreach (var node in plan.Levels[level])
                ids.Add(plan.Nodes[node].Id);
            levels.Add(ids);
        }

        return levels;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(Listed<GraphItem>))]
[JsonSerializable(typeof(Listed<GraphVersion>))]
[JsonSerializable(typeof(GraphDetail))]
[JsonSerializable(typeof(GraphSaved))]
[JsonSerializable(typeof(GraphValid))]
internal sealed partial class GraphJson : JsonSerializerContext;
