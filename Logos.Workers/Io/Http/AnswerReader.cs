using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Http;

/// <summary>From an answer to what the node yields.</summary>
internal static class AnswerReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static NodeResult Read(OutboundAnswer answer, string wanted) => wanted switch
    {
        "json" => Json(answer),
        "text" => Value.From(Text(answer, TypeOf(answer))),
        "full" => Value.From(ValueMap.From([new("status", answer.Status), new("headers", Headers(answer)), new("body", Auto(answer))])),
        _ => Auto(answer),
    };

    /// <summary>The beginning of a body, for people to read; empty for what is no text.</summary>
    public static string Excerpt(OutboundAnswer answer)
    {
        const int Longest = 300;
        if (answer.Body.IsEmpty || !IsText(TypeOf(answer)))
            return "";
        var text = string.Join(' ', Text(answer with { Body = answer.Body[..Math.Min(answer.Body.Length, 4 * Longest)] }, TypeOf(answer)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        // The mark of a cut is what lets the masker know that half a secret may stand before it.
        return text.Length < Longest && answer.Body.Length <= 4 * Longest ? text : $"{text.AsSpan(0, Math.Min(text.Length, Longest - 1))}…";
    }

    private static Value Auto(OutboundAnswer answer)
    {
        if (answer.Body.IsEmpty)
            return Value.Null;
        var type = TypeOf(answer);
        if (IsJson(type))
            return Json(answer);
        if (IsText(type))
            return Text(answer, type);
        try
        {
            return StrictUtf8.GetString(answer.Body.Span);
        }
        catch (DecoderFallbackException)
        {
            throw FailureException.Permanent(WorkersCodes.AnswerUnreadable, $"{answer.Uri.Host} answered with {type?.MediaType ?? "bytes"}, which is no text");
        }
    }

    private static Value Json(OutboundAnswer answer)
    {
        if (answer.Body.IsEmpty)
            return Value.Null;
        try
        {
            var utf8 = CharsetOf(TypeOf(answer)) is { CodePage: not 65001 } other ? Encoding.UTF8.GetBytes(other.GetString(answer.Body.Span)) : answer.Body.Span;
            return ValueJson.Parse(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[3..] : utf8);
        }
        catch (JsonException broken)
        {
            throw FailureException.Permanent(WorkersCodes.AnswerUnreadable, $"the answer of {answer.Uri.Host} is not JSON: {broken.Message}");
        }
    }

    private static string Text(OutboundAnswer answer, MediaTypeHeaderValue? type)
    {
        var text = (CharsetOf(type) ?? Encoding.UTF8).GetString(answer.Body.Span);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }

    private static ValueMap Headers(OutboundAnswer answer)
    {
        var headers = new ValueMap.Builder(answer.Headers.Count);
        foreach (var (name, value) in answer.Headers)
            headers.Set(name.ToLowerInvariant(), SecretNames.MayBeSecretHeader(name) ? Masker.Mark : value);
        return headers.Build();
    }

    private static MediaTypeHeaderValue? TypeOf(OutboundAnswer answer) =>
        answer.Header("Content-Type") is { } text && MediaTypeHeaderValue.TryParse(text, out var type) ? type : null;

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type?.MediaType is { } name && (name.Equals("application/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase) || name.Equals("text/json", StringComparison.OrdinalIgnoreCase));

    private static bool IsText(MediaTypeHeaderValue? type) => IsJson(type) || (type?.MediaType?.ToLowerInvariant() is { } name
        && (name.StartsWith("text/", StringComparison.Ordinal) || name.EndsWith("+xml", StringComparison.Ordinal) || name is "application/xml" or "application/javascript" or "application/yaml" or "application/x-www-form-urlencoded"));

    private static Encoding? CharsetOf(MediaTypeHeaderValue? type)
    {
        if (type?.CharSet?.Trim('"', '\'') is not { Length: > 0 } name)
            return null;
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            // A name that nobody knows: UTF-8 is what it most often turns out to be.
            return null;
        }
    }
}
