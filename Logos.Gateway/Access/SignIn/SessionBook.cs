using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Access.SignIn;

/// <summary>The browsers that are signed in. A session is a cookie, and a document with the hash of it.</summary>
internal sealed class SessionBook(IDocumentStore documents, TimeProvider clock)
{
    public const string Cookie = "logos_session";
    private const string Everywhere = "";
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    public static SessionBook Of(EngineAccess engine, TimeProvider clock) => new(engine.Documents, clock);

    /// <summary>Durable before the cookie is sent.</summary>
    public async ValueTask BeginAsync(HttpContext context, RequestCaller caller)
    {
        var now = clock.GetUtcNow();
        var made = Credential.Make();
        var session = new Session(caller.Name, caller.Workspace, caller.Scope, caller.Roles, caller.Token, made.Hash, now);
        await documents.WriteAsync([new(Everywhere, Session.Kind, made.Id, JsonSerializer.SerializeToUtf8Bytes(session, SessionJson.Default.Session)) { ExpiresAt = now + Age }], context.RequestAborted);
        context.Response.Cookies.Append(Cookie, made.ToString(), Options(context, Age));
    }

    /// <returns>Null when the request shows none that holds.</returns>
    public async ValueTask<RequestCaller?> FindAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not var (_, session))
            return null;
        if (session.Token is not null && await new TokenBook(documents, clock).ByIdAsync(session.Token, context.RequestAborted) is null)
            return null;
        // A session acts without its token: that is what makes a browser's requests be held against their origin.
        return new(session.Name, session.Workspace, session.Scope, session.Roles, null);
    }

    public async ValueTask EndAsync(HttpContext context)
    {
        if (await ReadAsync(context) is var (id, _))
            await documents.WriteAsync([new(Everywhere, Session.Kind, id, null)], context.RequestAborted);
        context.Response.Cookies.Delete(Cookie, Options(context, null));
    }

    private async ValueTask<(string Id, Session Session)?> ReadAsync(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } text || Credential.Read(text) is not { } given)
            return null;
        if (await documents.FindAsync(Everywhere, Session.Kind, given.Id, context.RequestAborted) is not { } document)
            return null;
        var session = JsonSerializer.Deserialize(document.Body.Span, SessionJson.Default.Session)!;
        return given.Matches(session.Hash) ? (given.Id, session) : null;
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = age };
}
