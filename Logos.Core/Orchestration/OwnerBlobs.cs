using Logos.Core.Blobs;

namespace Logos.Core.Orchestration;

/// <summary>
/// The blobs as an owner sees them: a disk that fails is a store that is away, and its loop pauses and begins again from
/// what is recorded. That a blob is gone, or ends too early, no pause can change: it stays what it is. And one that
/// cannot be read for long keeps nobody else waiting: what needs it fails, and can be tried again by hand.
/// </summary>
internal sealed class OwnerBlobs(IBlobStore blobs, TimeProvider clock) : IBlobStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<BlobKey, (long First, long Last)> _unread = [];

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
            var content = await blobs.ReadAsync(key, cancellationToken);
            _unread.Remove(key);
            return content;
        }
        catch (Exception e) when (IsFailing(e))
        {
            throw IsGivenUp(key) ? new IOException(e.Message, e) : Away(e);
        }
    }

    public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => blobs.DeleteAsync(key, cancellationToken);

    public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) => blobs.DeleteAsync(execution, cancellationToken);

    public IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken) => blobs.ListAsync(cancellationToken);

    private bool IsGivenUp(BlobKey key)
    {
        var now = clock.GetTimestamp();
        // Nobody has asked for it lately: what was is not what is.
        foreach (var (old, (_, last)) in _unread)
        {
            if (clock.GetElapsedTime(last, now) > Patience)
                _unread.Remove(old);
        }

        var first = _unread.TryGetValue(key, out var times) ? times.First : now;
        _unread[key] = (first, now);
        return clock.GetElapsedTime(first, now) >= Patience;
    }

    private static bool IsFailing(Exception e) => e is UnauthorizedAccessException or (IOException and not FileNotFoundException and not EndOfStreamException);

    private static StoreUnavailableException Away(Exception e) => new($"the blobs cannot be reached: {e.Message}", e);
}
