using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Logos.Core.Documents;
using Logos.Gateway.Access;
using Logos.Gateway.Requests;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Idempotency;

/// <summary>Documents that a request creates, once for its key: they and what the key is answered with are written together.</summary>
internal readonly record struct Creation(IdempotencyKey? Key, IResult? Answered)
{
    /// <returns>An answer where the key has one already, or is none.</returns>
    public static async ValueTask<Creation> BeginAsync(HttpContext context, RequestCaller caller, ReadOnlyMemory<byte> body, IDocumentStore documents, TimeProvider clock, CancellationToken cancellationToken)
    {
        var named = IdempotencyKey.Of(context, caller, body.Span, clock);
        if (named.Value is not { } key)
            return new(null, named.Refused);
        return new(key, await AnswerAsync(key, documents, cancellationToken));
    }

    /// <param name="writes">What is created.</param>
    /// <param name="kept">The answer as it is given again: what is shown once is not in it.</param>
    /// <returns>Null when it is created; else what the key was answered with at the same moment.</returns>
    public async ValueTask<IResult?> WriteAsync<T>(IReadOnlyList<DocumentWrite> writes, string? location, T kept, JsonTypeInfo<T> type, IDocumentStore documents, CancellationToken cancellationToken)
    {
        if (Key is null)
        {
            await documents.WriteAsync(writes, cancellationToken);
            return null;
        }

        var answer = new KeptAnswer(StatusCodes.Status201Created, location, new RawJson(JsonSerializer.SerializeToUtf8Bytes(kept, type)), null);
        return await documents.WriteAsync([.. writes, Key.Write(answer)], cancellationToken) is null ? null : await AnswerAsync(Key, documents, cancellationToken);
    }

    private static async ValueTask<IResult?> AnswerAsync(IdempotencyKey key, IDocumentStore documents, CancellationToken cancellationToken)
    {
        var kept = await key.FindAsync(documents, cancellationToken);
        return kept.Refused is { } refused ? refused : kept.Value;
    }
}
