using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.ServiceDefaults.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c> and <c>/ready</c>: it has what it needs. <c>/health</c>: both.</summary>
internal static class HealthEndpoints
{
    // Monitors ask without wanting the words.
    private static readonly string[] Asked = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithMetadata(new OpenToAll()).ExcludeFromDescription();
        health.MapMethods("/health/live", Asked, (HttpContext context) => WriteAsync(context, []));
        foreach (var path in (string[])["/health", "/health/ready", "/ready"])
            health.MapMethods(path, Asked, ReadyAsync);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var found = new List<(HealthCheck Check, string? Trouble)>();
        foreach (var check in context.RequestServices.GetServices<HealthCheck>())
            found.Add((check, await check.CheckAsync(context.RequestAborted)));
        await WriteAsync(context, found);
    }

    private static async Task WriteAsync(HttpContext context, IReadOnlyList<(HealthCheck Check, string? Trouble)> checks)
    {
        var troubled = checks.Where(each => each.Trouble is not null).ToList();
        var isUp = troubled.All(each => !each.Check.IsVital);
        context.Response.StatusCode = isUp ? 200 : 503;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.Body);
        json.WriteStartObject();
        json.WriteString("status", !isUp ? "unavailable" : troubled.Count > 0 ? "degraded" : "ok");
        json.WriteStartObject("checks");
        foreach (var (check, trouble) in checks)
            json.WriteString(check.Name, trouble ?? "ok");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
