namespace Logos.Core.Blobs;

/// <summary>
/// Values that are too large for a row. Nothing is ever written twice: a blob is there as a whole, or not at all.
/// </summary>
public interface IBlobStore
{
    /// <summary>Durable when it returns: a record that refers to it may be committed.</summary>
    /// <exception cref="Orchestration.StoreUnavailableException">There is no room now, and may be later.</exception>
    /// <exception cref="IOException">It could not be written; nothing of it is there.</exception>
    ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>As the other one, to the end of the stream.</summary>
    ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken);

    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>One that is not there is no error.</summary>
    ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Everything that an execution has.</summary>
    ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken);

    /// <summary>All there is, those of one execution one behind the other.</summary>
    IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken);
}
