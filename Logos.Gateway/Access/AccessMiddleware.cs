using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>Every route but those that are open to all needs a caller, and the caller the route's scope.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <summary>Where nobody is asked who they are, and the server is reached from this machine alone.</summary>
    private static readonly RequestCaller Anybody = new("anybody", GatewayOptions.DefaultWorkspace, Scope.Admin, [], null);

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<OpenToAll>() is not null)
        {
            await next(context);
            return;
        }

        if (await RefuseAsync(context, endpoint) is { } problem)
        {
            if (problem.Status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            await problem.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async ValueTask<Problem?> RefuseAsync(HttpContext context, Endpoint endpoint)
    {
        if (await CallerAsync(context) is not { } caller)
        {
            return context.Request.Headers.Authorization.Count == 0
                ? new(401, GatewayCodes.NotSignedIn, "the request does not say who it is from") { Hint = "send `Authorization: Bearer <token>`; `logos token new` makes one" }
                : new(401, GatewayCodes.UnknownToken, "the token is not known, was revoked, or has expired") { Hint = "`logos token new` makes another" };
        }

        if (caller.Token is null && IsForeign(context.Request))
            return new(403, GatewayCodes.ForeignOrigin, "a page of another site sent this request");
        var needed = endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope ?? Scope.Admin;
        if (caller.Scope < needed)
            return new(403, GatewayCodes.ScopeTooSmall, $"this needs the scope `{Name(needed)}`, and the token has `{Name(caller.Scope)}`") { Hint = $"`logos token new --scope {Name(needed)}` makes one that may" };
        RequestCaller.Attach(context, caller);
        return null;
    }

    private async ValueTask<RequestCaller?> CallerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            var text = header.Count == 1 ? header[0]! : "";
            return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? (await TokenBook.Of(Engine(context), clock).FindAsync(text[Bearer.Length..].Trim(), context.RequestAborted))?.ToCaller()
                : null;
        }

        return options.Value.NoAuth ? Anybody : null;
    }

    // A browser says of every request that changes something where the page that sends it comes from.
    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static EngineAccess Engine(HttpContext context) => context.RequestServices.GetRequiredService<EngineAccess>();

    private static string Name(Scope scope) => scope switch
    {
        Scope.Read => "read",
        Scope.Run => "run",
        _ => "admin",
    };
}
