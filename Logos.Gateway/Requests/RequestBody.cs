using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Requests;

/// <summary>A request's body: read whole, within a limit, as it came.</summary>
internal static class RequestBody
{
    private const long LargestUnread = 64 * 1024 * 1024;

    /// <param name="most">In bytes.</param>
    public static ValueTask<Given<ReadOnlyMemory<byte>>> ReadAsync(HttpContext context, long most) => ReadAsync(context, most, context.RequestAborted);

    /// <inheritdoc cref="ReadAsync(HttpContext, long)"/>
    public static async ValueTask<Given<ReadOnlyMemory<byte>>> ReadAsync(HttpContext context, long most, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } settable ? settable : null;
        // What unpacks to a multiple of what was sent is a way to fill a server's memory.
        if (request.Headers.ContentEncoding.Count > 0)
            return new Problem(415, ServiceCodes.WrongContent, "the body is compressed, and is taken only as it is") { Hint = "send it without `Content-Encoding`" };
        if (request.ContentLength > most)
        {
            // Unread, it would be cut off together with the answer: Kestrel reads it away behind the answer, for 5 s at most.
            size?.MaxRequestBodySize = LargestUnread;
            return TooLarge(most);
        }

        size?.MaxRequestBodySize = most;
        var share = BodyRoom.Of(context);
        var read = await request.BodyReader.ReadAsync(cancellationToken);
        if (read.IsCompleted && read.Buffer.Length <= BodyRoom.Small)
        {
            var whole = read.Buffer.Length <= most ? read.Buffer.ToArray() : null;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return whole is null ? TooLarge(most) : new ReadOnlyMemory<byte>(whole);
        }

        // It grows with what comes: what a caller only says that it will send takes no memory.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 4096, BodyRoom.Small));
        while (true)
        {
            var length = body.WrittenCount + read.Buffer.Length;
            var hasRoom = length <= BodyRoom.Small || share.TryGrow(length * BodyRoom.PerByte);
            if (hasRoom && length <= most)
            {
                foreach (var piece in read.Buffer)
                    body.Write(piece.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (length > most)
                return TooLarge(most);
            if (!hasRoom)
                return NoRoom();
            if (read.IsCompleted)
                return Weigh(context, length, ValueCount.Of(body.WrittenSpan)) is { } tooMany ? tooMany : body.WrittenMemory;
            read = await request.BodyReader.ReadAsync(cancellationToken);
        }
    }

    /// <summary>Before a body that has come is read into values.</summary>
    /// <returns>Null when it may be.</returns>
    public static Problem? Weigh(HttpContext context, long length, int values)
    {
        if (length <= BodyRoom.Small)
            return null;
        var most = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxValues;
        if (values > most)
            return new(422, LoadCodes.TooManyValues, string.Create(CultureInfo.InvariantCulture, $"the body holds {values:N0} values, and may hold {most:N0}")) { Hint = "send parts, or a reference to where the data is" };
        return BodyRoom.Of(context).TryGrow(length * BodyRoom.PerByte + values * (long)BodyRoom.PerValue) ? null : NoRoom();
    }

    /// <param name="mayRepeat">Whether a message may repeat what it finds: not where that may be a secret.</param>
    /// <returns>The members of the object that the body is; none where there is no body.</returns>
    public static async ValueTask<Given<JsonBody>> ReadJsonAsync(HttpContext context, long most, bool mayRepeat = true)
    {
        if (context.Request.ContentType is { Length: > 0 } type && !IsJson(type))
            return new Problem(415, ServiceCodes.WrongContent, $"the body is `{Shown(type)}`, and the route takes JSON") { Hint = "send `Content-Type: application/json`" };
        var given = await ReadAsync(context, most);
        return given.Refused is { } refused ? refused : Parse(given.Value, mayRepeat);
    }

    public static bool IsJson(string contentType) => MediaType(contentType) is var type && (Is(type, "application/json") || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public static bool IsYaml(string contentType) => MediaType(contentType) is var type &&
        (Is(type, "application/yaml") || Is(type, "application/x-yaml") || Is(type, "text/yaml") || Is(type, "text/x-yaml") || type.EndsWith("+yaml", StringComparison.OrdinalIgnoreCase));

    /// <summary>What a caller wrote, as a message may repeat it.</summary>
    public static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static Given<JsonBody> Parse(ReadOnlyMemory<byte> utf8, bool mayRepeat)
    {
        if (utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return new JsonBody(ValueMap.Empty, utf8);
        Value value;
        try
        {
            value = ValueJson.Parse(utf8.Span);
        }
        catch (JsonException e)
        {
            var (line, column) = Where(utf8.Span, e);
            return Problem.Of(400, "the body is not JSON", [new(ApiCodes.NotJson, mayRepeat ? $"the body is not JSON: {Words(e.Message)}" : "the body is not JSON from there on") { Line = line, Column = column }]);
        }

        return value.IsMap
            ? new JsonBody(value.AsMap(), utf8)
            : Problem.Of(422, "the body is no object", [new(ApiCodes.WrongMember, "the body has to be an object") { Line = 1, Column = 1 }]);
    }

    private static (int Line, int Column) Where(ReadOnlySpan<byte> utf8, JsonException fault)
    {
        var line = (int)(fault.LineNumber ?? 0);
        var start = 0;
        for (var i = 0; i < line; i++)
            start += utf8[start..].IndexOf((byte)'\n') + 1;
        var length = (int)Math.Min(fault.BytePositionInLine ?? 0, utf8.Length - start);
        return (line + 1, Encoding.UTF8.GetCharCount(utf8.Slice(start, length)) + 1);
    }

    /// <summary>Of a parser's message, without the position.</summary>
    public static string Words(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var words = (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
        return words.Length == 0 ? "it breaks off" : char.ToLowerInvariant(words[0]) + words[1..];
    }

    private static ReadOnlySpan<char> MediaType(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return contentType.AsSpan(0, end < 0 ? contentType.Length : end).Trim();
    }

    private static bool Is(ReadOnlySpan<char> type, string other) => type.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static Problem NoRoom() =>
        new(429, LoadCodes.NoRoomForBody, "the server works on as many large bodies as it has room for") { Hint = "send it again in a moment", RetryAfter = TimeSpan.FromSeconds(1) };

    private static Problem TooLarge(long most) =>
        new(413, ServiceCodes.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"the body is larger than the {most:N0} bytes that the route takes"));
}

/// <summary>A body that is an object.</summary>
/// <param name="Utf8">As it came.</param>
internal sealed record JsonBody(ValueMap Members, ReadOnlyMemory<byte> Utf8);
