using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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
        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return (null, new(415, ConsoleCodes.NotAForm, "the request is no form") { Hint = "programs use the API" });
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = most;
            var length = (int)Math.Min(most, int.MaxValue);
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new() { ValueCountLimit = 1_000, KeyLengthLimit = 1_024, ValueLengthLimit = length, BufferBodyLengthLimit = most }));
            return (await context.Request.ReadFormAsync(context.RequestAborted), null);
        }
        catch (InvalidDataException e)
        {
            return (null, new(413, ConsoleCodes.NotAForm, $"the form is larger than the server takes: {e.Message}"));
        }
    }
}
