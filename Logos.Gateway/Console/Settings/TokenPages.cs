using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
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
        Of(await TokenBook.Of(engine, clock).ListAsync(caller.Workspace, cancellationToken), null, null);

    private static async Task<IResult> CreateAsync(HttpContext context, Auditor audit, EngineAccess engine, TimeProvider clock, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (form is null)
            return refused!;
        var roles = form["roles"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var expires = form["expires_in"].ToString().Trim();
        var made = await TokenEndpoints.MakeAsync(new(form["name"].ToString().Trim(), form["scope"].ToString(), roles, expires.Length == 0 ? null : expires), audit, engine, clock, cancellationToken);
        return Of(await TokenBook.Of(engine, clock).ListAsync(audit.Workspace, cancellationToken), made.Value, made.Refused);
    }

    private static async Task<IResult> RevokeAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await TokenEndpoints.RevokedAsync(id, audit, engine, clock, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("tokens"));

    private static Page Of(IReadOnlyList<Token> tokens, TokenInfo? made, Problem? refused) => new("Tokens", html =>
    {
        html.Write($"<h1>Tokens</h1>\n");
        if (made?.Token is { } text)
            html.Write($"<section class=\"wait\" aria-label=\"The new token\" tabindex=\"-1\" data-focus><h2>{made.Name}</h2><p>This is shown once. Keep it where secrets are kept.</p><pre class=\"secret\">{text}</pre></section>\n");
        List(html, tokens);
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">A new token</h2>\n");
        Refusal.Write(html, refused);
        html.Write($"""
            <form method="post" action="/tokens" class="run">
            <div class="field"><label for="name">Name <span class="takes">what it is for</span></label><input id="name" name="name" required autocomplete="off"></div>
            <div class="field"><label for="scope">May</label><select id="scope" name="scope">
            <option value="read">read: look</option><option value="run" selected>run: start and steer too</option><option value="admin">admin: everything</option>
            </select></div>
            <div class="field"><label for="roles">Roles <span class="takes">for approvals, parted by commas; may be empty</span></label><input id="roles" name="roles" autocomplete="off"></div>
            <div class="field"><label for="expires">Good for <span class="takes">a duration, such as 90d; empty for good</span></label><input id="expires" name="expires_in" autocomplete="off"></div>
            <p class="buttons"><button class="good">Make it</button></p>
            </form></section>

            """);
    })
    {
        Place = "/tokens",
        At = Link.To("tokens"),
    };

    private static void List(HtmlWriter html, IReadOnlyList<Token> tokens)
    {
        html.Write($"<table><caption class=\"unseen\">Tokens</caption>\n<thead><tr><th>Name</th><th>May</th><th>Roles</th><th>Made</th><th>Good until</th><th></th></tr></thead>\n<tbody>\n");
        foreach (var token in tokens)
        {
            html.Write($"<tr><td>{token.Name}</td><td>{ScopeNames.Of(token.Scope)}</td><td>{string.Join(", ", token.Roles)}</td><td>");
            Moment.Write(html, token.CreatedAt);
            html.Write($" by {token.CreatedBy}</td><td>");
            if (token.ExpiresAt is { } until)
                Moment.Write(html, until);
            html.Write($"</td><td><form method=\"post\" action=\"{Link.To("tokens", token.Id, "revoke")}\"><button class=\"quiet bad\" aria-label=\"Revoke {token.Name}\">Revoke</button></form></td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }
}
