namespace Logos.Core.Work;

/// <summary>Values that can be had again: whoever uses it goes on without it, slower, when it is empty or away.</summary>
public interface ICache
{
    /// <returns>Null when it was never kept, or no longer is.</returns>
    /// <exception cref="IOException">It cannot be reached now.</exception>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps a value for at most so long; what was kept under the key is replaced.</summary>
    /// <exception cref="IOException">It cannot be reached now.</exception>
    ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken);
}
