using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Gateway.Access;

/// <summary>The tokens of all workspaces. A token is <c>logos_{id}_{secret}</c>; the secret is shown once and kept as a hash.</summary>
internal sealed class TokenBook(IDocumentStore documents, TimeProvider clock)
{
    // A token says itself which workspace it is for: it is looked up before that is known.
    private const string Everywhere = "";
    private const string Prefix = "logos_";
    private const int IdLength = 16;

    public static TokenBook Of(EngineAccess engine, TimeProvider clock) => new(engine.Documents, clock);

    /// <returns>The token's text, which nobody can show again, and what is kept of it.</returns>
    public async ValueTask<(string Text, Token Token)> CreateAsync(string workspace, string name, Scope scope, IReadOnlyList<string> roles, DateTimeOffset? expiresAt, string by, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdLength / 2));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var token = new Token(id, name, workspace, scope, roles, HashOf(secret), by, clock.GetUtcNow(), expiresAt);
        await documents.WriteAsync([new(Everywhere, Token.Kind, id, JsonSerializer.SerializeToUtf8Bytes(token, TokenJson.Default.Token)) { ExpiresAt = expiresAt }], cancellationToken);
        return ($"{Prefix}{id}_{secret}", token);
    }

    /// <returns>Null when it is not known, was revoked, or has expired.</returns>
    public async ValueTask<Token?> FindAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length < Prefix.Length + IdLength + 1 || text[Prefix.Length + IdLength] != '_')
            return null;
        if (await documents.FindAsync(Everywhere, Token.Kind, text.Substring(Prefix.Length, IdLength), cancellationToken) is not { } document)
            return null;
        var token = Read(document);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Hash), Encoding.ASCII.GetBytes(HashOf(text[(Prefix.Length + IdLength + 1)..]))) ? token : null;
    }

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

    /// <returns>False when the workspace has no such token.</returns>
    public async ValueTask<bool> RevokeAsync(string workspace, string id, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(Everywhere, Token.Kind, id, cancellationToken) is not { } document || Read(document).Workspace != workspace)
            return false;
        await documents.WriteAsync([new(Everywhere, Token.Kind, id, null)], cancellationToken);
        return true;
    }

    private static Token Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, TokenJson.Default.Token)!;

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
