using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Gateway.Access.SignIn;

/// <summary>Links that sign a browser in, once, at whichever gateway it opens them. Each is a document, under the hash of its code.</summary>
internal sealed class SignInLinks(IDocumentStore documents, TimeProvider clock)
{
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(15);

    private const string Kind = "sign-in-link";
    private const string Everywhere = "";

    public static SignInLinks Of(EngineAccess engine, TimeProvider clock) => new(engine.Documents, clock);

    /// <returns>The code, once it is durable.</returns>
    public async ValueTask<string> IssueAsync(RequestCaller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        var link = new Session(caller.Name, caller.Workspace, caller.Scope, caller.Roles, caller.Token, "", now);
        await documents.WriteAsync([new(Everywhere, Kind, KeyOf(code), JsonSerializer.SerializeToUtf8Bytes(link, SessionJson.Default.Session)) { ExpiresAt = now + Age, Expected = 0 }], cancellationToken);
        return code;
    }

    /// <param name="signIn">Given whom it signs in, and what uses the code up: both are written together, or the code stays good.</param>
    /// <returns>False when it is not known, was used, or has expired.</returns>
    public async ValueTask<bool> RedeemAsync(string code, Func<RequestCaller, DocumentWrite, ValueTask<bool>> signIn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        if (await documents.FindAsync(Everywhere, Kind, KeyOf(code), cancellationToken) is not { } document)
            return false;
        var link = Read(document);
        return await signIn(new(link.Name, link.Workspace, link.Scope, link.Roles, link.Token), EndOf(document) with { Expected = document.Version });
    }

    /// <summary>What ends the unused links of a token that is revoked; an admin's takes those along that have no token to end with.</summary>
    public async ValueTask<IReadOnlyList<DocumentWrite>> EndsAsync(string workspace, string token, bool alsoTokenless, CancellationToken cancellationToken)
    {
        var ends = new List<DocumentWrite>();
        string? after = null;
        do
        {
            var page = await documents.ListAsync(Everywhere, Kind, after, 1_000, newestFirst: false, cancellationToken);
            ends.AddRange(page.Items.Where(document => Read(document) is var link && link.Workspace == workspace && (link.Token == token || (alsoTokenless && link.Token is null))).Select(EndOf));
            after = page.Next;
        }
        while (after is not null);
        return ends;
    }

    private static DocumentWrite EndOf(Document document) => new(Everywhere, Kind, document.Name, null);

    private static Session Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, SessionJson.Default.Session)!;

    // Looked up by its hash: how long that takes says nothing of the code.
    private static string KeyOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
