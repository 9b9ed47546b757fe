using Logos.Gateway.Access;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Console.Assets;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Html;

/// <summary>One page of the console: what stands around every page, and what no page may do.</summary>
internal sealed class Page(string title, Action<HtmlWriter> body) : IResult
{
    private const string Settings = "/connections";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string Name, Scope Scope)[] Places =
    [
        ("/", "Home", Scope.Read),
        ("/graphs", "Graphs", Scope.Read),
        ("/executions", "Executions", Scope.Read),
        ("/schedules", "Schedules", Scope.Read),
        (Settings, "Settings", Scope.Read),
    ];

    // Looked for rarely: they stand below one place of the menu.
    private static readonly (string Path, string Name, Scope Scope)[] SettingPlaces =
    [
        (Settings, "Connections", Scope.Read),
        ("/secrets", "Secrets", Scope.Admin),
        ("/webhooks", "Webhooks", Scope.Admin),
        ("/tokens", "Tokens", Scope.Admin),
        ("/audit", "Audit", Scope.Admin),
    ];

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Which of the places in the menu it belongs to.</summary>
    public string? Place { get; init; }

    /// <summary>Where it can be asked for again, where a form was sent elsewhere.</summary>
    public Link? At { get; init; }

    /// <summary>
    /// With a form that makes something: whoever goes back to it finds the very one that was sent, and not another that
    /// would make it again. Shows nothing that nobody may find in the browser's cache.
    /// </summary>
    public bool IsFoundAgain { get; init; }

    /// <summary>Nobody is signed in: there is nowhere to go.</summary>
    public bool IsBare { get; init; }

    /// <summary>What no page of this server may be used for, whatever is on it.</summary>
    public static void Protect(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var html = new HtmlWriter();
        Write(html, httpContext.Features.Get<RequestCaller>(), httpContext.Request.Cookies.ContainsKey(SessionBook.CookieOf(httpContext.Request)));
        var response = httpContext.Response;
        Protect(response);
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = IsFoundAgain && HttpMethods.IsGet(httpContext.Request.Method) ? "private, no-cache" : "no-store";
        response.ContentLength = html.Written.Length;
        await response.Body.WriteAsync(html.Written, httpContext.RequestAborted);
    }

    private void Write(HtmlWriter html, RequestCaller? caller, bool hasSession)
    {
        html.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · Logos</title>
            <link rel="icon" type="image/svg+xml" href="{Asset.Icon.Address}">
            <link rel="stylesheet" href="{Asset.Style.Address}">
            <script src="{Asset.Script.Address}" defer></script>
            </head>

            """);
        if (At is { } at)
            html.Write($"<body data-at=\"{at}\">\n");
        else
            html.Write($"<body>\n");
        html.Write($"""
            <a class="skip" href="#main">Skip to the content</a>
            <header class="top"><div class="wide">
            <a class="brand" href="/"><img src="{Asset.Icon.Address}" width="24" height="24" alt=""> Logos</a>

            """);
        if (!IsBare)
            Menu(html, caller, hasSession);
        html.Write($"</div></header>\n");
        if (!IsBare && SettingPlaces.Any(each => each.Path == Place))
            SettingsMenu(html, caller);
        html.Write($"<main id=\"main\" class=\"wide\" tabindex=\"-1\">\n");
        body(html);
        html.Write($"</main>\n<div id=\"said\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></div>\n");
        Glyph.WriteAll(html);
        html.Write($"</body>\n</html>\n");
    }

    private void Menu(HtmlWriter html, RequestCaller? caller, bool hasSession)
    {
        html.Write($"<nav aria-label=\"Places\">");
        Links(html, Places, caller, SettingPlaces.Any(each => each.Path == Place) ? Settings : Place, SettingPlaces.Any(each => each.Path == Place) ? "true" : "page");
        html.Write($"</nav>\n");
        if (caller is null || !hasSession)
            return;
        html.Write($"<form method=\"post\" action=\"/sign-out\" class=\"who\"><span title=\"{caller.Name}\">{caller.Name}</span> <button class=\"quiet\">Sign out</button></form>\n");
    }

    private void SettingsMenu(HtmlWriter html, RequestCaller? caller)
    {
        // One alone is no choice.
        if (SettingPlaces.Count(each => caller?.Scope >= each.Scope) < 2)
            return;
        html.Write($"<nav class=\"sub\" aria-label=\"Settings\"><div class=\"wide\">");
        Links(html, SettingPlaces, caller, Place, "page");
        html.Write($"</div></nav>\n");
    }

    private static void Links(HtmlWriter html, (string Path, string Name, Scope Scope)[] places, RequestCaller? caller, string? current, string word)
    {
        html.Write($"<ul>\n");
        foreach (var (path, name, scope) in places)
        {
            if (caller is null || caller.Scope < scope)
                continue;
            html.Write($"<li><a href=\"{path}\"");
            if (path == current)
                html.Write($" aria-current=\"{word}\"");
            html.Write($">{name}</a></li>\n");
        }

        html.Write($"</ul>");
    }
}
