using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Logos.Gateway.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Requests;

/// <summary>A body that is a record.</summary>
/// <param name="Utf8">As it came.</param>
internal sealed record TypedBody<T>(T Value, ReadOnlyMemory<byte> Utf8);

/// <summary>Reads a body into a record, and says what is wrong with it without its text: that may be a secret.</summary>
internal static class TypedBody
{
    /// <summary>In bytes: what a document may hold.</summary>
    public const int Largest = 512 * 1024;

    public static async ValueTask<Given<TypedBody<T>>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int most = Largest)
        where T : class
    {
        var given = await RequestBody.ReadJsonAsync(context, Math.Min(most, context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBody), mayRepeat: false);
        if (given.Value is not { } body)
            return given.Refused!;
        var members = new Members(body.Members);
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (var property in type.Properties)
                members.Look(property.Name, isNeeded: property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false });
            if (members.Refusal() is { } refused)
                return refused;
        }

        try
        {
            var value = JsonSerializer.Deserialize(body.Members.Count == 0 ? "{}"u8 : body.Utf8.Span, type);
            return new TypedBody<T>(value!, body.Utf8);
        }
        catch (JsonException e)
        {
            var path = e.Path is null or "$" ? "" : e.Path.StartsWith("$.", StringComparison.Ordinal) ? e.Path[2..] : e.Path[1..];
            members.Add(new(ApiCodes.WrongMember, $"{(path.Length == 0 ? "the body" : $"`{RequestBody.Shown(path)}`")} is of another type than the route takes") { Path = RequestBody.Shown(path) });
            return members.Refused();
        }
    }
}
