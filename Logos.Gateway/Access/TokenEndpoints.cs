using System.Globalization;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
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
        builder.Services.AddHostedService<OpenDoorWatch>();
        builder.Services.AddSingleton<FailedSignIns>();
    }

    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Me).Requires(Scope.Read).KnowsItsQuery().WithTags("tokens").Produces<CallerInfo>()
            .Tells(new("Says who the caller is.") { Answer = """{"name":"ci","workspace":"default","scope":"run","roles":[]}""" });
        api.MapPost("/sign-in-links", LinkAsync).Requires(Scope.Read).KnowsItsQuery().WithTags("tokens").Produces<SignInLink>(201)
            .Tells(new("Makes a link that signs a browser in, once.") { Status = 201, Answer = """{"path":"/sign-in?code=…","expires_at":"2026-01-31T08:10:00Z"}""" });
        var tokens = api.MapGroup("/tokens").WithTags("tokens").Requires(Scope.Admin).KnowsItsQuery();
        tokens.MapGet("", ListAsync).Produces<Listed<TokenInfo>>()
            .Tells(new("Lists the tokens of the workspace, the oldest first.") { Query = ["limit", "after"], Answer = """{"items":[{"id":"0123456789abcdef","name":"ci","scope":"run","roles":[],"created_at":"2026-01-31T08:00:00Z"}]}""" });
        tokens.MapPost("", CreateAsync).Accepts<TokenRequest>("application/json").Produces<TokenInfo>(201)
            .Tells(new("Makes a token, and shows it once.") { Status = 201, TakesKey = true, Body = """{"name":"ci","scope":"run","expires_in":"90d"}""", Answer = """{"id":"0123456789abcdef","name":"ci","scope":"run","roles":[],"token":"logos_0123456789abcdef_…","created_at":"2026-01-31T08:00:00Z"}""" });
        tokens.MapDelete("/{id}", RevokeAsync).Tells(new("Revokes a token at once.") { Status = 204 });
    }

    private static JsonHttpResult<CallerInfo> Me(RequestCaller caller) =>
        TypedResults.Json(new CallerInfo(caller.Name, caller.Workspace, ScopeNames.Of(caller.Scope), caller.Roles), TokenApiJson.Default.CallerInfo);

    // As much as the token may do, in its workspace, and no longer than it is good for.
    private static async Task<Results<JsonHttpResult<SignInLink>, Problem>> LinkAsync(RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        caller.Token is null
            ? new Problem(403, AccessCodes.SignInRefused, "a link to sign in is made with a token, and not by a browser's session")
            : TypedResults.Json(new SignInLink($"/sign-in?code={await SignInLinks.Of(engine, clock).IssueAsync(caller, cancellationToken)}", clock.GetUtcNow() + SignInLinks.Age), TokenApiJson.Default.SignInLink, statusCode: 201);

    private static async Task<Results<JsonHttpResult<Listed<TokenInfo>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var asked = query.Page();
        if (query.Refusal() is { } wrong)
            return wrong;
        if (!TryPlace(asked.After, out var after))
            return Page.Refusal();
        var all = await TokenBook.Of(engine, clock).ListAsync(caller.Workspace, cancellationToken);
        var page = all.Where(token => token.CreatedAt.UtcTicks > after.Ticks || (token.CreatedAt.UtcTicks == after.Ticks && string.CompareOrdinal(token.Id, after.Id) > 0)).Take(asked.Limit + 1).ToList();
        var items = page.Take(asked.Limit).Select(token => TokenInfo.Of(token)).ToList();
        var next = page.Count > asked.Limit ? string.Create(CultureInfo.InvariantCulture, $"{page[asked.Limit - 1].CreatedAt.UtcTicks}.{page[asked.Limit - 1].Id}") : null;
        return TypedResults.Json(new Listed<TokenInfo>(items, next), TokenApiJson.Default.ListedTokenInfo);
    }

    // By when it was made, and its id: one that has been revoked since is a place all the same.
    private static bool TryPlace(string? text, out (long Ticks, string Id) after)
    {
        after = (0, "");
        if (text is null)
            return true;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
            return false;
        after = (ticks, text[(dot + 1)..]);
        return true;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, TokenApiJson.Default.TokenRequest);
        if (sent.Value is not ({ } asked, var utf8))
            return sent.Refused!;
        var creation = await Creation.BeginAsync(context, audit.Caller, utf8, engine.Documents, clock, cancellationToken);
        if (creation.Answered is { } answered)
            return answered;
        var (made, otherwise) = await MakeAsync(asked, creation, audit, engine, holdings, clock, cancellationToken);
        if (made is null)
            return otherwise!;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(made, TokenApiJson.Default.TokenInfo, statusCode: 201);
    }

    /// <returns>The token with its text, which is told this once; else why it is not made, or what its key was answered with before.</returns>
    internal static async ValueTask<(TokenInfo? Made, IResult? Otherwise)> MakeAsync(TokenRequest asked, Creation creation, Auditor audit, EngineAccess engine, Holdings holdings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Make(asked, audit, clock.GetUtcNow(), out var problem) is not var (shown, writes))
            return (null, problem);
        if (await holdings.TokenAsync(audit.Workspace, cancellationToken) is { } tooMany)
            return (null, tooMany);
        var before = await creation.WriteAsync(writes, null, shown with { Token = null }, TokenApiJson.Default.TokenInfo, engine.Documents, cancellationToken);
        return before is null ? (shown, null) : (null, before);
    }

    private static (TokenInfo Shown, IReadOnlyList<DocumentWrite> Writes)? Make(TokenRequest asked, Auditor audit, DateTimeOffset now, out Problem? problem)
    {
        problem = Refusal(asked) is { } wrong ? new(422, AccessCodes.BadToken, wrong) : null;
        DateTimeOffset? expiresAt = null;
        if (problem is null && asked.ExpiresIn is { } text)
        {
            if (Duration.TryParse(text, out var age) && age > TimeSpan.Zero)
                expiresAt = now + age;
            else
                problem = new(422, AccessCodes.BadToken, "`expires_in` is no duration") { Hint = "such as `12h` or `30d`" };
        }

        if (problem is not null)
            return null;
        var (secret, token, write) = TokenBook.Make(audit.Workspace, asked.Name, ScopeNames.Read(asked.Scope)!.Value, asked.Roles ?? [], now, expiresAt, audit.Caller.Name);
        return (TokenInfo.Of(token, secret), [write, audit.TokenCreated(token)]);
    }

    private static async Task<Results<NoContent, Problem>> RevokeAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await RevokedAsync(id, audit, engine, clock, cancellationToken) is { } refused ? refused : TypedResults.NoContent();

    internal static async ValueTask<Problem?> RevokedAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        var book = TokenBook.Of(engine, clock);
        return await book.ByIdAsync(id, cancellationToken) is { } token
            && await book.RevokeAsync(audit.Workspace, id, cancellationToken, [audit.Row("token.revoked", id), .. await SignInLinks.Of(engine, clock).EndsAsync(token.Workspace, token.Id, token.Scope == Scope.Admin, cancellationToken)])
            ? null
            : new Problem(404, AccessCodes.NoSuchToken, "there is no such token");
    }

    private static string? Refusal(TokenRequest asked) =>
        string.IsNullOrWhiteSpace(asked.Name) || asked.Name.Length > LongestName || asked.Name.Any(char.IsControl) ? $"a token has a name of 1 to {LongestName} characters"
        : ScopeNames.Read(asked.Scope) is null ? "`scope` is `read`, `run` or `admin`"
        : asked.Roles is { Count: > MostRoles } || asked.Roles?.Any(role => string.IsNullOrWhiteSpace(role) || role.Length > LongestName || role == Caller.EveryRole) == true ? $"`roles` are up to {MostRoles} names of 1 to {LongestName} characters, and not `*`"
        : null;
}
