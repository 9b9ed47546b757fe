using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.OpenApi;

/// <summary>What the OpenAPI document tells of a route besides what its handler does.</summary>
/// <param name="Summary">One sentence.</param>
internal sealed record RouteTale(string Summary)
{
    /// <summary>The parameters of its query, by name.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>A body that it takes: JSON.</summary>
    public string? Body { get; init; }

    /// <summary>Another body that it takes: YAML.</summary>
    public string? Yaml { get; init; }

    /// <summary>An answer to that: JSON, or text where <see cref="AnswerType"/> says so.</summary>
    public string? Answer { get; init; }

    /// <summary>Of another status than <see cref="Status"/>, where the route has one; null where it says the same.</summary>
    public string? OtherAnswer { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    public string AnswerType { get; init; } = "application/json";

    /// <summary>It creates something, and takes an <c>Idempotency-Key</c>.</summary>
    public bool TakesKey { get; init; }

    public JsonNode? AnswerNode => Answer is null ? null : AnswerType == "application/json" ? JsonNode.Parse(Answer) : JsonValue.Create(Answer);
}

internal static class RouteTales
{
    /// <summary>Every route of the API has one, with an example.</summary>
    public static TBuilder Tells<TBuilder>(this TBuilder route, RouteTale tale)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(tale);
}
