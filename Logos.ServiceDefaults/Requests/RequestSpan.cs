using System.Diagnostics;
using Logos.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.ServiceDefaults.Requests;

/// <summary>The span of a request, which the web server makes and leaves bare: named by its route, and never by its path.</summary>
internal static class RequestSpan
{
    private static readonly PathString[] Probed = ["/health", "/ready", "/metrics"];
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

    /// <returns>Null where nobody traces, or nobody should.</returns>
    public static Activity? Of(HttpRequest request, string id)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
            return null;
        // Probes and scrapers ask every few seconds, for nobody's sake.
        if (Array.Exists(Probed, request.Path.StartsWithSegments))
        {
            span.Unwant();
            return null;
        }

        return span.SetTag("logos.request_id", id);
    }

    public static void End(Activity span, HttpContext context)
    {
        var method = Methods.Contains(context.Request.Method) ? context.Request.Method : "_OTHER";
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method).SetTag("http.route", route).SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= 500)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
