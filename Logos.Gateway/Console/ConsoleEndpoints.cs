using Logos.Gateway.Console.Assets;
using Logos.Gateway.Console.Executions;
using Logos.Gateway.Console.Graphs;
using Logos.Gateway.Console.Home;
using Logos.Gateway.Console.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Console;

/// <summary>The console at <c>/</c>: pages that the server writes, over what the API is over.</summary>
internal static class ConsoleEndpoints
{
    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        app.MapAssets();
        var pages = app.MapGroup("").ExcludeFromDescription();
        pages.MapHome();
        pages.MapGraphPages();
        pages.MapExecutionPages();
        pages.MapSchedulePages();
        pages.MapConnectionPages();
        pages.MapSecretPages();
        pages.MapWebhookPages();
        pages.MapTokenPages();
        pages.MapAuditPages();
    }
}
