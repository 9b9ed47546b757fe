using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Audit;

namespace Logos.Gateway.Access;

/// <summary>The tokens of all workspaces. A token is <c>logos_{id}_{secret}</c>; the secret is shown once and kept as a hash.</summary>
internal sealed class TokenBook(IDocumentStore documents, TimeProvider clock)
{
    // A token says itself which workspace it is for: it is looked up before that is known.
    private const string Everywhere = "";
    private const string First = "token-first";
    private const string Prefix = "logos_";

    public static TokenBook Of(EngineAccess engine, TimeProvider clock) => new(engine.Documents, clock);

    /// <returns>The token's text, which nobody can show again, and what is kept of it.</returns>
    public async ValueTask<(string Text, Token Token)> CreateAsync(string workspace, string name, Scope scope, IReadOnlyList<string> roles, DateTimeOffset? expiresAt, string by, CancellationToken cancellationToken)
    {
        var (text, token, write) = Make(workspace, name, scope, roles, expiresAt, by);
        await documents.WriteAsync([write], cancellationToken);
        return (text, token);
    }

    /// <summary>When there is no token at all, nobody could make one: the first is made by the server itself.</summary>
    /// <returns>Its text, and what is kept of it; null when there are tokens.</returns>
    public async ValueTask<(string Text, Token Token)?> EnsureFirstAsync(Auditor audit, CancellationToken cancellationToken)
    {
        // Looked at before the tokens are: of two servers that find none, one alone writes.
        var made = await documents.FindAsync(Everywhere, First, First, cancellationToken);
        if ((await documents.ListAsync(null, Token.Kind, null, 1, newestFirst: false, cancellationToken)).Items.Count > 0)
            return null;
        var (text, token, write) = Make(GatewayOptions.DefaultWorkspace, "admin", Scope.Admin, [], null, "the server's first start");
        var mark = new DocumentWrite(Everywhere, First, First, "{}"u8.ToArray()) { Expected = made?.Version ?? 0 };
        return await documents.WriteAsync([write, mark, audit.TokenCreated(token)], cancellationToken) is null ? (text, token) : null;
    }

    /// <returns>Null when it is not known, was revoked, or has expired.</returns>
    public async ValueTask<Token?> FindAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || Credential.Read(text.AsSpan(Prefix.Length)) is not { } given)
            return null;
        return await ByIdAsync(given.Id, cancellationToken) is { } token && given.Matches(token.Hash) ? token : null;
    }

    /// <returns>Null when it was revoked, or has expired.</returns>
    public async ValueTask<Token?> ByIdAsync(string id, CancellationToken cancellationToken) =>
        await documents.FindAsync(Everywhere, Token.Kind, id, cancellationToken) is { } document ? Read(document) : null;

    public async ValueTask<IReadOnlyList<Token>> ListAsync(string workspace, CancellationToken cancellationToken)
    {
        var found = new List<Token>();
        string? after = null;
        do
        {
            var page = await documents.ListAsync(Everywhere, Token.Kind, after, 1_000, newestFirst: false, cancellationToken);
            found.AddRange(page.Items.Select(Read).Where(token => token.Workspace == workspace));
            after = page.Next;
        }
        while (after is not null);
        return [.. found.OrderBy(token => token.CreatedAt).ThenBy(token => token.Id, StringComparer.Ordinal)];
    }

    /// <summary>An admin's takes the sessions along that have no token to end with.</summary>
    /// <returns>False when the workspace has no such token.</returns>
    public async ValueTask<bool> RevokeAsync(string workspace, string id, CancellationToken cancellationToken, params IReadOnlyList<DocumentWrite> also)
    {
        if (await ByIdAsync(id, cancellationToken) is not { } token || token.Workspace != workspace)
            return false;
        List<DocumentWrite> writes = [new(Everywhere, Token.Kind, id, null), .. also];
        if (token.Scope == Scope.Admin)
            writes.AddRange(await new SessionBook(documents, clock).EndsOfTokenlessAsync(workspace, cancellationToken));
        await documents.WriteAsync(writes, cancellationToken);
        return true;
    }

    /// <summary>For whoever writes it together with more.</summary>
    public (string Text, Token Token, DocumentWrite Write) Make(string workspace, string name, Scope scope, IReadOnlyList<string> roles, DateTimeOffset? expiresAt, string by) =>
        Make(workspace, name, scope, roles, clock.GetUtcNow(), expiresAt, by);

    /// <param name="now">What its age is counted from.</param>
    public static (string Text, Token Token, DocumentWrite Write) Make(string workspace, string name, Scope scope, IReadOnlyList<string> roles, DateTimeOffset now, DateTimeOffset? expiresAt, string by)
    {
        var made = Credential.Make();
        var token = new Token(made.Id, name, workspace, scope, roles, made.Hash, by, now, expiresAt);
        return ($"{Prefix}{made}", token, new(Everywhere, Token.Kind, token.Id, JsonSerializer.SerializeToUtf8Bytes(token, TokenJson.Default.Token)) { ExpiresAt = expiresAt });
    }

    private static Token Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, TokenJson.Default.Token)!;
}
