using System.Globalization;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access.SignIn;

/// <summary>The browsers that are signed in. A session is a cookie, and a document with the hash of it.</summary>
internal sealed class SessionBook(IDocumentStore documents, TimeProvider clock)
{
    private const string Cookie = "logos_session";
    private const string Everywhere = "";
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);
    private static readonly TimeSpan TokenlessAge = TimeSpan.FromDays(1);

    public static SessionBook Of(EngineAccess engine, TimeProvider clock) => new(engine.Documents, clock);

    /// <summary>Of the port that the browser asks for: servers on one host share its cookies.</summary>
    public static string CookieOf(HttpRequest request) => request.Host.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Cookie}_{port}") : Cookie;

    /// <summary>Durable before the cookie is sent.</summary>
    /// <param name="beside">Written together with it.</param>
    /// <returns>False when what stands beside it did not hold: then nothing has begun.</returns>
    public async ValueTask<bool> BeginAsync(HttpContext context, RequestCaller caller, params DocumentWrite[] beside)
    {
        var now = clock.GetUtcNow();
        var age = caller.Token is null ? TokenlessAge : Age;
        var made = Credential.Make();
        var session = new Session(caller.Name, caller.Workspace, caller.Scope, caller.Roles, caller.Token, made.Hash, now);
        if (await documents.WriteAsync([new(Everywhere, Session.Kind, made.Id, JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session)) { ExpiresAt = now + age }, .. beside], context.RequestAborted) is not null)
            return false;
        context.Response.Cookies.Append(CookieOf(context.Request), made.ToString(), Options(context, age));
        return true;
    }

    /// <returns>Null when the request shows none that holds.</returns>
    public async ValueTask<RequestCaller?> FindAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not var (_, session))
            return null;
        if (session.Token is not null && await new TokenBook(documents, clock).ByIdAsync(session.Token, context.RequestAborted) is null)
            return null;
        // A session acts without its token: that is what makes a browser's requests be held against their origin.
        return new(session.Name, session.Workspace, session.Scope, session.Roles, null) { IsSession = true };
    }

    public async ValueTask EndAsync(HttpContext context, DocumentWrite row)
    {
        if (await ReadAsync(context) is var (id, _))
            await documents.WriteAsync([new(Everywhere, Session.Kind, id, null), row], context.RequestAborted);
        context.Response.Cookies.Delete(CookieOf(context.Request), Options(context, null));
    }

    /// <summary>What ends the sessions of a workspace that no token ends.</summary>
    public async ValueTask<IReadOnlyList<DocumentWrite>> EndsOfTokenlessAsync(string workspace, CancellationToken cancellationToken) =>
        [.. (await AllAsync(workspace, cancellationToken)).Where(each => each.Session.Token is null).Select(each => EndOf(each.Id))];

    /// <returns>Those that hold, the oldest first.</returns>
    public async ValueTask<IReadOnlyList<(string Id, Session Session, DateTimeOffset? Until)>> ListAsync(string workspace, CancellationToken cancellationToken)
    {
        var tokens = (await new TokenBook(documents, clock).ListAsync(workspace, cancellationToken)).Select(token => token.Id).ToHashSet(StringComparer.Ordinal);
        return [.. (await AllAsync(workspace, cancellationToken)).Where(each => each.Session.Token is not { } token || tokens.Contains(token)).OrderBy(each => each.Session.CreatedAt).ThenBy(each => each.Id, StringComparer.Ordinal)];
    }

    /// <param name="row">Is given whose it was.</param>
    /// <returns>False when the workspace has no such session.</returns>
    public async ValueTask<bool> EndAsync(string workspace, string id, Func<Session, DocumentWrite> row, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(Everywhere, Session.Kind, id, cancellationToken) is not { } document || Read(document) is not { } session || session.Workspace != workspace)
            return false;
        await documents.WriteAsync([EndOf(id), row(session)], cancellationToken);
        return true;
    }

    /// <param name="row">Is given how many there were.</param>
    /// <returns>How many there were.</returns>
    public async ValueTask<int> EndAllAsync(string workspace, Func<int, DocumentWrite> row, CancellationToken cancellationToken)
    {
        var all = await AllAsync(workspace, cancellationToken);
        await documents.WriteAsync([.. all.Select(each => EndOf(each.Id)), row(all.Count)], cancellationToken);
        return all.Count;
    }

    private async ValueTask<IReadOnlyList<(string Id, Session Session, DateTimeOffset? Until)>> AllAsync(string workspace, CancellationToken cancellationToken)
    {
        var all = new List<(string, Session, DateTimeOffset?)>();
        string? after = null;
        do
        {
            var page = await documents.ListAsync(Everywhere, Session.Kind, after, 1_000, newestFirst: false, cancellationToken);
            all.AddRange(page.Items.Select(document => (document.Name, Read(document), document.ExpiresAt)).Where(each => each.Item2.Workspace == workspace));
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    private static DocumentWrite EndOf(string id) => new(Everywhere, Session.Kind, id, null);

    private async ValueTask<(string Id, Session Session)?> ReadAsync(HttpContext context)
    {
        if (context.Request.Cookies[CookieOf(context.Request)] is not { } text || Credential.Read(text) is not { } given)
            return null;
        if (await documents.FindAsync(Everywhere, Session.Kind, given.Id, context.RequestAborted) is not { } document)
            return null;
        var session = Read(document);
        return given.Matches(session.Hash) ? (given.Id, session) : null;
    }

    private static Session Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, SessionJson.Default.Session)!;

    private static CookieOptions Options(HttpContext context, TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = age };
}
