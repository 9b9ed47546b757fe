using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.ServiceDefaults.Metrics;

/// <summary><c>/metrics</c>: what this process has measured, for Prometheus.</summary>
public static class MetricsEndpoint
{
    /// <summary>Whoever maps it says who may ask.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder routes) => routes.MapGet("/metrics", WriteAsync).ExcludeFromDescription();

    private static Task WriteAsync(HttpContext context, MetricsBook book)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(book.Write(), context.RequestAborted);
    }
}
