using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Core.Blobs;

/// <summary>Brings values that are too large for a row to the blobs, and back.</summary>
/// <param name="blobs">Null where there is no place for them: then every value stays where it is.</param>
public sealed class LargeValues(IBlobStore? blobs, TimeProvider clock)
{
    /// <summary>No value is larger.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Where they belong.</summary>
    public readonly record struct Owner(Guid Execution, string Node, int Item = TaskKey.NoItem, int Attempt = 0);

    /// <returns>What is recorded: a large value is safe in its blob when this returns.</returns>
    public ValueTask<Payload> KeepAsync(Payload payload, Owner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return blobs is null || !payload.IsInline || payload.Length <= Payload.MaxInline
            ? new(payload)
            : WriteAsync(blobs, payload.Json, owner, cancellationToken);
    }

    /// <summary>Takes a value out of the way, however small it is.</summary>
    public ValueTask<Payload> MoveAsync(Payload payload, Owner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return blobs is null || !payload.IsInline ? new(payload) : WriteAsync(blobs, payload.Json, owner, cancellationToken);
    }

    /// <summary>What another execution has is copied: nothing is shared, so that each may go by itself.</summary>
    public async ValueTask<Payload> TakeOverAsync(Payload payload, Owner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return payload.IsInline || KeyOf(payload).Execution == owner.Execution
            ? payload
            : await WriteAsync(blobs!, await ReadBytesAsync(payload, cancellationToken), owner, cancellationToken);
    }

    /// <summary>What an execution begins with becomes its own: large inputs, and what a fork takes over from another execution.</summary>
    public async ValueTask<Submission> TakeOverAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var head = submission.Head;
        var inputs = await KeepAsync(await TakeOverAsync(head.Inputs, new(head.Id, BlobKey.Inputs), cancellationToken), new(head.Id, BlobKey.Inputs), cancellationToken);
        var seeds = submission.Seeds.ToArray();
        for (var i = 0; i < seeds.Length; i++)
        {
            if (seeds[i].Output is { IsInline: false } output)
                seeds[i] = seeds[i] with { Output = await TakeOverAsync(output, new(head.Id, KeyOf(output).Node, TaskKey.NoItem, 1), cancellationToken) };
        }

        return ReferenceEquals(inputs, head.Inputs) && seeds.Length == 0 ? submission : submission with { Head = head with { Inputs = inputs }, Seeds = seeds };
    }

    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is damaged.</exception>
    public ValueTask<Value> ReadAsync(Payload payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return payload.IsInline ? new(payload.Read()) : FetchAsync(payload, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(Payload payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if (payload.IsInline)
            return new(payload.Json);
        return blobs is null ? throw new IOException("there is nowhere to fetch it from") : blobs.ReadAsync(KeyOf(payload), cancellationToken);
    }

    private async ValueTask<Value> FetchAsync(Payload payload, CancellationToken cancellationToken) =>
        ValueJson.Parse((await ReadBytesAsync(payload, cancellationToken)).Span);

    private async ValueTask<Payload> WriteAsync(IBlobStore store, ReadOnlyMemory<byte> json, Owner owner, CancellationToken cancellationToken)
    {
        var key = BlobKey.New(owner.Execution, owner.Node, owner.Item, owner.Attempt, clock.GetUtcNow());
        await store.WriteAsync(key, json, cancellationToken);
        return Payload.Reference(key.ToString(), json.Length);
    }

    private static BlobKey KeyOf(Payload payload) => BlobKey.Parse(payload.Blob!) ?? throw new IOException($"`{payload.Blob}` is no key of a blob");
}
