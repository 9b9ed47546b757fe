using Logos.Core.Work;

namespace Logos.Adapters.Memory;

/// <summary>A cache within the process. When it is full, what was not used for longest goes first.</summary>
public sealed class MemoryCache(TimeProvider clock, MemoryCacheOptions? options = null) : ICache
{
    // What an entry takes besides its text and its bytes, roughly: two nodes and their headers.
    private const int Overhead = 160;

    private readonly MemoryCacheOptions _options = options ?? MemoryCacheOptions.Standard;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private readonly long _began = clock.GetTimestamp();
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_gate)
                return _entries.Count;
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    // Ages go by the time that passes, and not by a clock that somebody may set.
    private TimeSpan Now => clock.GetElapsedTime(_began);

    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return default;
            if (entry.Value.Until <= Now)
            {
                Remove(entry);
                return default;
            }

            _byUse.Remove(entry);
            _byUse.AddFirst(entry);
            return new(entry.Value.Value);
        }
    }

    public ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var size = Overhead + (2L * key.Length) + value.Length;
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var before))
                Remove(before);
            // One value that fills it alone would throw all others out, for nothing.
            if (ttl <= TimeSpan.Zero || size > _options.MaxBytes)
                return ValueTask.CompletedTask;
            var now = Now;
            _entries.Add(key, _byUse.AddFirst(new Entry(key, value.ToArray(), ttl < TimeSpan.MaxValue - now ? now + ttl : TimeSpan.MaxValue, size)));
            _bytes += size;
            while (_entries.Count > _options.MaxEntries || _bytes > _options.MaxBytes)
                Remove(_byUse.Last!);
        }

        return ValueTask.CompletedTask;
    }

    private void Remove(LinkedListNode<Entry> entry)
    {
        _entries.Remove(entry.Value.Key);
        _byUse.Remove(entry);
        _bytes -= entry.Value.Size;
    }

    private sealed record Entry(string Key, byte[] Value, TimeSpan Until, long Size);
}
