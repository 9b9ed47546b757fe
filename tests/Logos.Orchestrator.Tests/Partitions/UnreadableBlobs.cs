using Logos.Core.Blobs;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Blobs of which the disk does not give some.</summary>
internal sealed class UnreadableBlobs(IBlobStore blobs) : IBlobStore
{
    private int _refused;

    /// <summary>Why the blob of an execution cannot be read; null when it can.</summary>
    public Func<Guid, Exception?> Refuse { get; set; } = _ => null;

    public int Refused => Volatile.Read(ref _refused);

    public ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => blobs.WriteAsync(key, content, cancellationToken);

    public ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken) => blobs.WriteAsync(key, content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        if (Refuse(key.Execution) is not { } reason)
            return blobs.ReadAsync(key, cancellationToken);
        Interlocked.Increment(ref _refused);
        throw reason;
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => blobs.DeleteAsync(key, cancellationToken);

    public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) => blobs.DeleteAsync(execution, cancellationToken);

    public IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken) => blobs.ListAsync(cancellationToken);
}
