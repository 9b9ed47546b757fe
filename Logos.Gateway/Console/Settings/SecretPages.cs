using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Limits;
using Logos.Gateway.Secrets;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/secrets</c>: their names. No page shows a value, not even the one that was just typed.</summary>
internal static class SecretPages
{
    private const int PageSize = 200;

    public static void MapSecretPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/secrets", ListAsync).Requires(Scope.Admin);
        app.MapPost("/secrets", SetAsync).Requires(Scope.Admin);
        app.MapPost("/secrets/{name}/delete", DeleteAsync).Requires(Scope.Admin);
    }

    private static async Task<IResult> ListAsync(string? after, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await OfAsync(caller, engine, after, "", null, cancellationToken);

    private static async Task<IResult> SetAsync(HttpContext context, Auditor audit, EngineAccess engine, Holdings holdings, IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        var (form, refused) = await FormBody.ReadAsync(context, options.Value.MaxBody);
        if (form is null)
            return refused!;
        var name = form["name"].ToString().Trim();
        var set = await SecretEndpoints.SetAsync(name, form["value"].ToString().ReplaceLineEndings("\n"), audit, engine, holdings, cancellationToken);
        return set.Refused is { } wrong ? await OfAsync(audit.Caller, engine, null, name, wrong, cancellationToken) : SeeOther.At(Link.To("secrets"));
    }

    private static async Task<IResult> DeleteAsync(string name, Auditor audit, EngineAccess engine, CancellationToken cancellationToken) =>
        await SecretEndpoints.DeletedAsync(name, audit, engine, cancellationToken) is { } refused ? refused : SeeOther.At(Link.To("secrets"));

    private static async ValueTask<IResult> OfAsync(RequestCaller caller, EngineAccess engine, string? after, string name, Problem? refused, CancellationToken cancellationToken)
    {
        try
        {
            var page = await engine.Documents.ListAsync(caller.Workspace, SecretDocument.Kind, string.IsNullOrEmpty(after) ? null : after, PageSize, newestFirst: false, cancellationToken);
            return Of(page, name, refused);
        }
        catch (FormatException)
        {
            return SeeOther.At(Link.To("secrets"));
        }
    }

    private static Page Of(DocumentPage page, string name, Problem? refused) => new("Secrets", html =>
    {
        html.Write($"<h1>Secrets</h1>\n<p class=\"about\">Graphs refer to one as <code>${{{{ secrets.NAME }}}}</code>. Values go in, and never out.</p>\n");
        if (page.Items.Count == 0)
            html.Write($"<p class=\"none\">None yet. Set one below, and any graph of the workspace may name it.</p>\n");
        else
            List(html, page);
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">Set a secret</h2>\n");
        Refusal.Write(html, refused);
        html.Write($"""
            <form method="post" action="/secrets" class="run" autocomplete="off">
            <div class="field"><label for="name">Name <span class="takes">of one that there is, to change it</span></label><input id="name" name="name" value="{name}" required autocomplete="off" spellcheck="false" autocapitalize="off"></div>
            <div class="field"><label for="value">Value</label><input type="password" id="value" name="value" required autocomplete="new-password"></div>
            <p class="buttons"><button class="good">Set the secret</button></p>
            </form></section>

            """);
    })
    {
        Place = "/secrets",
        At = Link.To("secrets"),
    };

    private static void List(HtmlWriter html, DocumentPage page)
    {
        html.Write($"<table><caption class=\"unseen\">Secrets by name</caption>\n<thead><tr><th>Name</th><th>Version</th><th>Changed</th><th><span class=\"unseen\">Change</span></th></tr></thead>\n<tbody>\n");
        foreach (var secret in page.Items)
        {
            html.Write($"<tr><td class=\"name\"><code>{secret.Name}</code></td><td data-word=\"version\">{secret.Version}</td><td>");
            Moment.Write(html, secret.ChangedAt);
            html.Write($"</td><td class=\"acts\">");
            Sure.Write(html, Link.To("secrets", secret.Name, "delete"), "Delete", secret.Name, "Delete it for good");
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
        if (page.Next is { } next)
            html.Write($"<p class=\"pages\"><a href=\"{Link.To("secrets").With("after", next)}\" rel=\"next\">More</a></p>\n");
    }
}
