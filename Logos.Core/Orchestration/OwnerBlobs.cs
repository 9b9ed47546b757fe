using Logos.Core.Blobs;

namespace Logos.Core.Orchestration;

/// <summary>
/// The blobs as an owner sees them: a disk that fails is a store that is away, and its loop pauses and begins again from
/// what is recorded. That a blob is gone, or ends too early, no pause can change: it stays what it is.
/// </summary>
internal sealed class OwnerBlobs(IBlobStore blobs) : IBlobStore
{
    public async ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.WriteAsync(key, content, cancellationToken);
        }
        catch (Exception e) when (IsFailing(e))
        {
            throw Away(e);
        }
    }

    public async ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await blobs.WriteAsync(key, content, cancellationToken);
        }
        catch (Exception e) when (IsFailing(e))
        {
            throw Away(e);
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.ReadAsync(key, cancellationToken);
        }
        catch (Exception e) when (IsFailing(e))
        {
            throw Away(e);
        }
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => blobs.DeleteAsync(key, cancellationToken);

    public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) => blobs.DeleteAsync(execution, cancellationToken);

    public IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken) => blobs.ListAsync(cancellationToken);

    private static bool IsFailing(Exception e) => e is UnauthorizedAccessException or (IOException and not FileNotFoundException and not EndOfStreamException);

    private static StoreUnavailableException Away(Exception e) => new($"the blobs cannot be reached: {e.Message}", e);
}
