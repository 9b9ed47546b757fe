using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.ServiceDefaults.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c> and <c>/ready</c>: it has what it needs. <c>/health</c>: both.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithMetadata(new OpenToAll()).ExcludeFromDescription();
        health.MapGet("/health/live", (HttpContext context) => WriteAsync(context, []));
        foreach (var path in (string[])["/health", "/health/ready", "/ready"])
            health.MapGet(path, ReadyAsync);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var found = new List<(string Name, string? Trouble)>();
        foreach (var check in context.RequestServices.GetServices<HealthCheck>())
            found.Add((check.Name, await check.CheckAsync(context.RequestAborted)));
        await WriteAsync(context, found);
    }

    private static async Task WriteAsync(HttpContext context, IReadOnlyList<(string Name, string? Trouble)> checks)
    {
        var isGood = checks.All(check => check.Trouble is null);
        context.Response.StatusCode = isGood ? 200 : 503;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.Body);
        json.WriteStartObject();
        json.WriteString("status", isGood ? "ok" : "unavailable");
        json.WriteStartObject("checks");
        foreach (var (name, trouble) in checks)
            json.WriteString(name, trouble ?? "ok");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
