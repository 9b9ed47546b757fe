using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Logos.Gateway.Requests;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Bodies;

/// <summary>What a small JSON body says, or the answer that says what is wrong with it. Never its text: that may be a secret.</summary>
internal readonly record struct JsonBody<T>(T? Value, Problem? Problem)
    where T : class
{
    /// <summary>As it came.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; init; }

    public bool IsRead([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (Value, Problem);
        return problem is null;
    }
}

internal static class JsonBody
{
    /// <summary>In bytes: what a document may hold.</summary>
    public const int Largest = 512 * 1024;

    public static async ValueTask<JsonBody<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
            return new(null, new(415, ServiceCodes.WrongContent, "the body is not `application/json`"));
        var most = Math.Min(context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBody, Largest);
        var given = await RequestBody.ReadAsync(context, most, cancellationToken);
        if (given.Refused is { } refused)
            return new(null, refused);
        var utf8 = given.Value;
        try
        {
            var value = JsonSerializer.Deserialize(utf8.Span, type);
            // A node looks at what it holds only when it is asked for it.
            if (value is JsonNode)
                ValueJson.Parse(utf8.Span);
            return value is null ? new(null, Unreadable("the body is `null`, and should be an object")) : new(value, null) { Utf8 = utf8 };
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            return new(null, Unreadable($"the body cannot be read at `{e.Path ?? "$"}`{place}"));
        }
    }

    private static Problem Unreadable(string message) => new(400, ServiceCodes.BadRequest, message) { Hint = "a member is missing, misspelt, there twice, or of another type than the route takes" };
}
