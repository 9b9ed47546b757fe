using Logos.Core.Graphs.Definition;
using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Audit;
using Logos.Gateway.Bodies;
using Logos.Gateway.Faults;
using Logos.Gateway.Lists;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Access;

/// <summary><c>/api/v1/tokens</c> and <c>/api/v1/me</c>.</summary>
internal static class TokenEndpoints
{
    private const int LongestName = 100;
    private const int MostRoles = 50;

    public static void AddAccess(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInCodes>();
        builder.Services.AddSingleton<FailedSignIns>();
    }

    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Me).Requires(Scope.Read).WithTags("tokens").Produces<CallerInfo>();
        api.MapPost("/sign-in-links", Link).Requires(Scope.Read).WithTags("tokens").Produces<SignInLink>(201);
        var tokens = api.MapGroup("/tokens").WithTags("tokens").Requires(Scope.Admin);
        tokens.MapGet("", ListAsync).Produces<ListPage<TokenInfo>>();
        tokens.MapPost("", CreateAsync).Accepts<TokenRequest>("application/json").Produces<TokenInfo>(201);
        tokens.MapDelete("/{id}", RevokeAsync);
    }

    private static JsonHttpResult<CallerInfo> Me(RequestCaller caller) =>
        TypedResults.Json(new CallerInfo(caller.Name, caller.Workspace, ScopeNames.Of(caller.Scope), caller.Roles), TokenApiJson.Default.CallerInfo);

    // As much as the token may do, in its workspace, and no longer than it is good for.
    private static Results<JsonHttpResult<SignInLink>, Problem> Link(RequestCaller caller, SignInCodes codes, TimeProvider clock) =>
        caller.Token is null
            ? new Problem(403, AccessCodes.SignInRefused, "a link to sign in is made with a token, and not by a browser's session")
            : TypedResults.Json(new SignInLink($"/sign-in?code={codes.Issue(caller)}", clock.GetUtcNow() + SignInCodes.Age), TokenApiJson.Default.SignInLink, statusCode: 201);

    private static async Task<JsonHttpResult<ListPage<TokenInfo>>> ListAsync(RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        var tokens = await TokenBook.Of(engine, clock).ListAsync(caller.Workspace, cancellationToken);
        return TypedResults.Json(new ListPage<TokenInfo>([.. tokens.Select(token => TokenInfo.Of(token))], null), TokenApiJson.Default.ListPageTokenInfo);
    }

    private static async Task<Results<JsonHttpResult<TokenInfo>, Problem>> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!(await JsonBody.ReadAsync(context, TokenApiJson.Default.TokenRequest, cancellationToken)).IsRead(out var asked, out var unread))
            return unread;
        var made = await MakeAsync(asked, audit, engine, clock, cancellationToken);
        if (made.Value is not { } token)
            return made.Refused!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(token, TokenApiJson.Default.TokenInfo, statusCode: 201);
    }

    /// <returns>The token with its text, which is told this once.</returns>
    internal static async ValueTask<Requests.Given<TokenInfo>> MakeAsync(TokenRequest asked, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Refusal(asked) is { } wrong)
            return new Problem(422, AccessCodes.BadToken, wrong);
        DateTimeOffset? expiresAt = null;
        if (asked.ExpiresIn is { } text)
        {
            if (!Duration.TryParse(text, out var age) || age <= TimeSpan.Zero)
                return new Problem(422, AccessCodes.BadToken, "`expires_in` is no duration") { Hint = "such as `12h` or `30d`" };
            expiresAt = clock.GetUtcNow() + age;
        }

        var (shown, token) = await TokenBook.Of(engine, clock).CreateAsync(audit.Workspace, asked.Name, ScopeNames.Read(asked.Scope)!.Value, asked.Roles ?? [], expiresAt, audit.Caller.Name, cancellationToken,
            made => audit.Row("token.created", made.Id, new Dictionary<string, string> { ["name"] = made.Name, ["scope"] = asked.Scope }));
        return TokenInfo.Of(token, shown);
    }

    private static async Task<Results<NoContent, Problem>> RevokeAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await RevokedAsync(id, audit, engine, clock, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> RevokedAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await TokenBook.Of(engine, clock).RevokeAsync(audit.Workspace, id, cancellationToken, audit.Row("token.revoked", id)) ? null : new Problem(404, AccessCodes.NoSuchToken, "there is no such token");

    private static string? Refusal(TokenRequest asked) =>
        string.IsNullOrWhiteSpace(asked.Name) || asked.Name.Length > LongestName || asked.Name.Any(char.IsControl) ? $"a token has a name of 1 to {LongestName} characters"
        : ScopeNames.Read(asked.Scope) is null ? "`scope` is `read`, `run` or `admin`"
        : asked.Roles is { Count: > MostRoles } || asked.Roles?.Any(role => string.IsNullOrWhiteSpace(role) || role.Length > LongestName) == true ? $"`roles` are up to {MostRoles} names of 1 to {LongestName} characters"
        : null;
}
