using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>Every route but those that are open to all needs a caller, and the caller the route's scope.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <summary>Where nobody is asked who they are, and the server is reached from this machine alone: an approval of others would wait for ever.</summary>
    private static readonly RequestCaller Anybody = new("anybody", GatewayOptions.DefaultWorkspace, Scope.Admin, [Caller.EveryRole], null);

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<OpenToAll>() is not null || IsWrongMethod(endpoint))
        {
            await next(context);
            return;
        }

        if (await RefuseAsync(context, endpoint) is { } problem)
        {
            if (problem.Status == StatusCodes.Status401Unauthorized && IsPage(context.Request))
            {
                var asked = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
                context.Response.Redirect(Link.To("sign-in").With("return", asked == "/" ? null : asked).Path);
                return;
            }

            if (problem.Status == StatusCodes.Status401Unauthorized)
                context.Response.Headers.WWWAuthenticate = "Bearer";
            await problem.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>For a caller that was known when its request began.</summary>
    public static Problem Gone(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Unknown();
    }

    private static Problem Unknown() => new(401, GatewayCodes.UnknownToken, "the token is not known, was revoked, or has expired") { Hint = "`logos token new` makes another" };

    private async ValueTask<Problem?> RefuseAsync(HttpContext context, Endpoint endpoint)
    {
        if (await CallerAsync(context) is not { } caller)
        {
            return context.Request.Headers.Authorization.Count == 0
                ? new(401, GatewayCodes.NotSignedIn, "the request does not say who it is from") { Hint = "send `Authorization: Bearer <token>`; `logos token new` makes one" }
                : Unknown();
        }

        if (caller.Token is null && ForeignPage.Sends(context.Request))
            return new(403, GatewayCodes.ForeignOrigin, "a page of another site sent this request");
        var needed = endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope ?? Scope.Admin;
        if (caller.Scope < needed)
            return new(403, GatewayCodes.ScopeTooSmall, $"this needs the scope `{ScopeNames.Of(needed)}`, and the token has `{ScopeNames.Of(caller.Scope)}`") { Hint = $"`logos token new --scope {ScopeNames.Of(needed)}` makes one that may" };
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

        return await SessionBook.Of(Engine(context), clock).FindAsync(context) ?? (options.Value.NoAuth ? Anybody : null);
    }

    // What routing puts in the place of a route that does not take the method: it answers 405, to everybody as it does 404.
    private static bool IsWrongMethod(Endpoint endpoint) => endpoint is not RouteEndpoint && endpoint.DisplayName?.StartsWith("405 ", StringComparison.Ordinal) == true;

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Authorization.Count == 0 && !request.Path.StartsWithSegments("/api") && SignInEndpoints.AsksForPage(request);

    private static EngineAccess Engine(HttpContext context) => context.RequestServices.GetRequiredService<EngineAccess>();
}
