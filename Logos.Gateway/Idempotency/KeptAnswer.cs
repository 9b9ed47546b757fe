using System.Text.Json.Serialization;
using Logos.Gateway.Requests;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Idempotency;

/// <summary>What a request was answered with.</summary>
/// <param name="Status">0 as long as it is not known: it was begun, and is to be done again.</param>
/// <param name="Execution">The one that was started; the answer follows from it.</param>
internal sealed record KeptAnswer(int Status, string? Location, RawJson? Body, Guid? Execution) : IResult
{
    public static readonly KeptAnswer Begun = new(0, null, null, null);

    /// <summary>Of the request.</summary>
    public string Print { get; init; } = "";

    /// <summary>Of what is kept of it; 0 for one that is given for the first time.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    public static KeptAnswer Of(Guid execution) => new(StatusCodes.Status202Accepted, null, null, execution);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Version > 0)
            response.Headers[IdempotencyKey.Replayed] = "true";
        if (Location is not null)
            response.Headers.Location = Location;
        if (Body is null)
            return;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = Body.Utf8.Length;
        await response.Body.WriteAsync(Body.Utf8, httpContext.RequestAborted);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = Nesting.Deepest, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(KeptAnswer))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
