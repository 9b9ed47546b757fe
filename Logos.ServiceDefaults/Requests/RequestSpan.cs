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

    /// <summary>Where nobody exports, the trace of a caller goes on all the same: in logs, in executions and in what their nodes call.</summary>
    /// <returns>Null where there is none, or the web server has seen to it.</returns>
    public static Activity? HandOn(HttpRequest request)
    {
        if (Activity.Current is not null || request.Headers.TraceParent is not [{ } given] || !ActivityContext.TryParse(given, null, isRemote: true, out _))
            return null;
        return new Activity("request").SetParentId(given).Start();
    }

    /// <returns>Null where nobody traces, or nobody should.</returns>
    public static Activity? Of(HttpRequest request, string id)
    {
        if (Activity.Current is not { IsAllDataRequested: true, Kind: ActivityKind.Server } span)
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
