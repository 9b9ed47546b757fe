using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Limits;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/tokens</c>: who may reach the server.</summary>
internal static class TokenPages
{
    public static void MapTokenPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tokens", ListAsync).Requires(Scope.Admin);
        app.MapPost("/tokens", CreateAsync).Requires(Scope.Admin);
        app.MapPost("/tokens/{id}/revoke", RevokeAsync).Requires(Scope.Admin);
    }

    private static async Task<IResult> ListAsync(RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        Of(await TokenBook.Of(engine, clock).ListAsync(caller.Workspace, cancellationToken), Typed.Nothing, null, null);

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, TimeProvider clock, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (form is null)
            return refused!;
        var roles = form["roles"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var expires = form["expires_in"].ToString().Trim();
        var once = Once.Of(context, audit.Caller, form, clock);
        var asked = new TokenRequest(form["name"].ToString().Trim(), form["scope"].ToString(), roles, expires.Length == 0 ? null : expires);
        var (made, otherwise) = await once.IsTakenAsync(engine.Documents) ? (null, null) : await TokenEndpoints.MakeAsync(asked, once.Creation(), audit, engine, holdings, clock, cancellationToken);
        return Of(await TokenBook.Of(engine, clock).ListAsync(audit.Workspace, cancellationToken), otherwise is Problem ? Given(form) : Typed.Nothing, made, otherwise as Problem, isAgain: made is null && otherwise is not Problem);
    }

    private static async Task<IResult> RevokeAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await TokenEndpoints.RevokedAsync(id, audit, engine, clock, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("tokens"));

    private static Typed Given(IFormCollection form)
    {
        var typed = Typed.Of(form, []);
        foreach (var field in (string[])["name", "scope", "roles", "expires_in"])
            typed.Keep(form, field);
        return typed;
    }

    private static Page Of(IReadOnlyList<Token> tokens, Typed typed, TokenInfo? made, Problem? refused, bool isAgain = false) => new("Tokens", html =>
    {
        html.Write($"<h1>Tokens</h1>\n");
        if (made?.Token is { } text)
            Made.Write(html, made.Name, "Its text", text);
        if (isAgain)
            Made.WriteAgain(html, "The token's text");
        List(html, tokens);
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">A new token</h2>\n");
        Refusal.Write(html, refused);
        html.Write($"<form method=\"post\" action=\"/tokens\" class=\"run\" novalidate>\n");
        Once.Write(html);
        SettingField.Line(html, typed, "name", "Name", "what it is for", isRequired: true);
        SettingField.Choice(html, typed, "scope", "May", [("run", "run: start and steer too"), ("read", "read: look"), ("admin", "admin: everything")]);
        SettingField.Line(html, typed, "roles", "Roles", "for approvals, parted by commas; may be empty");
        SettingField.Line(html, typed, "expires_in", "Good for", "a duration, such as 90d; empty for good");
        html.Write($"<p class=\"buttons\"><button class=\"good\">Make the token</button></p>\n</form></section>\n");
    })
    {
        Place = "/tokens",
        IsFoundAgain = typed.IsFresh,
        At = Link.To("tokens"),
    };

    private static void List(HtmlWriter html, IReadOnlyList<Token> tokens)
    {
        html.Write($"<table><caption class=\"unseen\">Tokens</caption>\n<thead><tr><th>Name</th><th>May</th><th>Roles</th><th>Made</th><th>Good until</th><th><span class=\"unseen\">Change</span></th></tr></thead>\n<tbody>\n");
        foreach (var token in tokens)
        {
            html.Write($"<tr><td class=\"name\">{token.Name}</td><td>{ScopeNames.Of(token.Scope)}</td><td>{string.Join(", ", token.Roles)}</td><td>");
            Moment.Write(html, token.CreatedAt);
            html.Write($" by {token.CreatedBy}</td><td>");
            if (token.ExpiresAt is { } until)
                Moment.Write(html, until);
            else
                html.Write($"<span class=\"takes\">for good</span>");
            html.Write($"</td><td class=\"acts\">");
            Sure.Write(html, Link.To("tokens", token.Id, "revoke"), "Revoke", token.Name, "Revoke it now");
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }
}
