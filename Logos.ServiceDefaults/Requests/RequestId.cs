using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Requests;

/// <summary><c>X-Request-ID</c>: the caller's own where it is one, else a new one; the same in the answer, in logs and in what is asked upstream.</summary>
public static partial class RequestId
{
    public const string Header = "X-Request-ID";

    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.TraceIdentifier;
    }

    internal static void Use(IApplicationBuilder app)
    {
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Logos.Requests");
        app.Use(async (context, next) =>
        {
            var given = context.Request.Headers[Header];
            var id = given.Count == 1 && Sound().IsMatch(given[0]!) ? given[0]! : Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
            context.TraceIdentifier = id;
            context.Response.Headers[Header] = id;
            // What a caller wrote may come back in an answer: no browser shall take it for a page.
            context.Response.Headers.XContentTypeOptions = "nosniff";
            using var handedOn = RequestSpan.HandOn(context.Request);
            var span = RequestSpan.Of(context.Request, id);
            using var scope = logger.BeginScope(new KeyValuePair<string, object>[] { new("request_id", id) });
            try
            {
                await next(context);
            }
            finally
            {
                if (span is not null)
                    RequestSpan.End(span, context);
            }
        });
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Sound();
}
