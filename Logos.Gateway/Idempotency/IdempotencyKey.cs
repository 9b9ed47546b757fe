using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Logos.Core.Documents;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Idempotency;

/// <summary>
/// What a caller names a request that creates something, so that sending it again creates nothing more. The answer is
/// written together with what was created, or not at all: neither a crash nor two requests at once come between them.
/// </summary>
internal sealed record IdempotencyKey(string Workspace, string Key, string Print, DateTimeOffset At)
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const string Kind = "idempotency";
    private const int LongestKey = 255;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <param name="body">As it came.</param>
    /// <returns>No value, and no refusal either, where the caller names none.</returns>
    public static Given<IdempotencyKey> Of(HttpContext context, RequestCaller caller, ReadOnlySpan<byte> body, TimeProvider clock)
    {
        var header = context.Request.Headers[Header];
        if (header.Count == 0)
            return default;
        return header.Count == 1 && header[0] is { Length: > 0 and <= LongestKey } key && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new IdempotencyKey(caller.Workspace, key, PrintOf(context.Request, caller, body), clock.GetUtcNow())
            : new Problem(400, ApiCodes.WrongKey, $"the header `{Header}` is no key") { Hint = $"one key of up to {LongestKey} visible characters, such as a UUID" };
    }

    /// <returns>What it was answered with; nothing when it was not; a refusal when it was another request.</returns>
    public async ValueTask<Given<KeptAnswer>> FindAsync(IDocumentStore documents, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(Workspace, Kind, Key, cancellationToken) is not { } document)
            return default;
        var kept = JsonSerializer.Deserialize(document.Body.Span, IdempotencyJson.Default.KeptAnswer)!;
        if (kept.Print != Print)
        {
            return new Problem(409, ApiCodes.KeyUsed, $"the key `{Key}` was sent with another request")
            {
                Hint = "a key stands for one request: the same caller, method, address and body; take a new one",
            };
        }

        return kept with { Version = document.Version };
    }

    /// <returns>True as well for one that was used for another request.</returns>
    public async ValueTask<bool> IsUsedAsync(IDocumentStore documents, CancellationToken cancellationToken) =>
        await documents.FindAsync(Workspace, Kind, Key, cancellationToken) is not null;

    /// <summary>Holds only if the key was not used since <paramref name="expected"/>.</summary>
    public DocumentWrite Write(KeptAnswer answer, long expected = 0) =>
        new(Workspace, Kind, Key, JsonSerializer.SerializeToUtf8Bytes(answer with { Print = Print }, IdempotencyJson.Default.KeptAnswer)) { Expected = expected, ExpiresAt = At + Kept };

    /// <summary>
    /// For what is not written in one transaction with its answer, and comes to the same however often it is done: that
    /// it began is written first, so that no other request takes the key.
    /// </summary>
    public async ValueTask<IResult> OnceAsync(IDocumentStore documents, Func<ValueTask<KeptAnswer>> make, CancellationToken cancellationToken)
    {
        var kept = await FindAsync(documents, cancellationToken);
        if (kept is { Value: null, Refused: null } && await documents.WriteAsync([Write(KeptAnswer.Begun)], cancellationToken) is not null)
            kept = await FindAsync(documents, cancellationToken);
        if (kept.Refused is { } refused)
            return refused;
        if (kept.Value is { Status: > 0 } answered)
            return answered;
        var answer = await make();
        // Whoever did the same at the same time, and was first, gives the answer.
        return await documents.WriteAsync([Write(answer, kept.Value?.Version ?? 1)], cancellationToken) is not null && (await FindAsync(documents, cancellationToken)).Value is { Status: > 0 } first
            ? first
            : answer;
    }

    private static string PrintOf(HttpRequest request, RequestCaller caller, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // A key of one caller says nothing to another. How long somebody waits changes nothing of what is asked.
        var who = caller.Token is { } token ? $"token {token}" : $"session {caller.Name}";
        var query = QueryString.Create(request.Query.Where(each => each.Key != "wait"));
        hash.AppendData(Encoding.UTF8.GetBytes($"{who}\n{request.Method} {request.Path}{query}\n{request.ContentType}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
