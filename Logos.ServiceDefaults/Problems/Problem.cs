using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;

namespace Logos.ServiceDefaults.Problems;

/// <summary>An answer that says what is wrong and what to do: RFC 9457 with a code, the request's id, and every fault that is known.</summary>
public sealed record Problem(int Status, string Code, string Message) : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    // Messages quote what they speak of, and no browser takes this for a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string MediaType = "application/problem+json";

    public string? Hint { get; init; }

    public IReadOnlyList<Fault> Errors { get; init; } = [];

    /// <summary>For <c>Retry-After</c>; null where trying again helps nobody.</summary>
    public TimeSpan? RetryAfter { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    string IContentTypeHttpResult.ContentType => MediaType;

    /// <summary>Several faults of what was sent, told at once.</summary>
    public static Problem Of(int status, string message, IReadOnlyList<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return new(status, faults[0].Code, faults.Count == 1 ? faults[0].Message : message) { Hint = faults.Count == 1 ? faults[0].Hint : null, Errors = faults };
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        if (RetryAfter is { } after)
            response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (httpContext.Features.Get<ProblemPage>() is { } page)
        {
            await page(this).ExecuteAsync(httpContext);
            return;
        }

        response.StatusCode = Status;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, Plain))
            Write(json, RequestId.Of(httpContext));
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("title", Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(Status));
        json.WriteNumber("status", Status);
        json.WriteString("code", Code);
        json.WriteString("detail", Message);
        if (Hint is not null)
            json.WriteString("hint", Hint);
        json.WriteString("request_id", requestId);
        if (Errors.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var fault in Errors)
                Write(json, fault);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject();
        json.WriteString("code", fault.Code);
        json.WriteString("message", fault.Message);
        if (fault.Path is not null)
            json.WriteString("path", fault.Path);
        if (fault.Line is { } line)
            json.WriteNumber("line", line);
        if (fault.Column is { } column)
            json.WriteNumber("column", column);
        if (fault.Hint is not null)
            json.WriteString("hint", fault.Hint);
        json.WriteEndObject();
    }
}
