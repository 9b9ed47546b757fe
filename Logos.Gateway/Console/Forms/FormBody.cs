using System.Text;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Logos.Gateway.Console.Forms;

/// <summary>Reads what a form sends, within limits.</summary>
internal static class FormBody
{
    /// <param name="most">In bytes.</param>
    /// <returns>Null, with what is to be answered, when it cannot be taken.</returns>
    public static async ValueTask<(IFormCollection? Form, Problem? Refused)> ReadAsync(HttpContext context, long most)
    {
        ArgumentNullException.ThrowIfNull(context);
        // A button alone sends a form without a field, and a body of no length.
        if (context.Request.ContentLength is 0)
            return (FormCollection.Empty, null);
        if (!IsForm(context.Request.ContentType))
            return (null, new(415, ConsoleCodes.NotAForm, "the request is no form, or one in another encoding than UTF-8") { Hint = "programs use the API" });
        var body = await RequestBody.ReadAsync(context, most);
        if (body.Refused is { } refused)
            return (null, refused);
        try
        {
            var length = (int)Math.Min(most, int.MaxValue);
            using var reader = new FormReader(Encoding.UTF8.GetString(body.Value.Span)) { ValueCountLimit = 1_000, KeyLengthLimit = 1_024, ValueLengthLimit = length };
            var form = new FormCollection(reader.ReadForm());
            context.Features.Set<IFormFeature>(new FormFeature(form));
            return RequestBody.Weigh(context, body.Value.Length, Values(form)) is { } tooMany ? (null, tooMany) : (form, null);
        }
        catch (InvalidDataException e)
        {
            return (null, new(413, ConsoleCodes.NotAForm, $"the form is larger than the server takes: {e.Message}"));
        }
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // A field may be JSON, with as much in it as any other body.
    private static int Values(FormCollection form)
    {
        var values = 0;
        foreach (var (_, texts) in form)
        {
            foreach (var text in texts)
                values += text is { Length: > BodyRoom.Small } ? ValueCount.Of(Encoding.UTF8.GetBytes(text)) : 1;
        }

        return values;
    }
}
