using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Graphs.Storage;

namespace Logos.Gateway.Graphs;

internal sealed record GraphInfo(Guid Id, string Name, int Version, string ContentHash, DateTimeOffset CreatedAt, JsonElement Definition)
{
    public static GraphInfo Of(StoredGraph graph) => new(graph.Id, graph.Name, graph.Version, graph.ContentHash, graph.CreatedAt, JsonDocument.Parse(graph.Definition).RootElement);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(GraphInfo))]
internal sealed partial class GraphJson : JsonSerializerContext;
