namespace Logos.Adapters.Journal;

/// <summary>Records that are waiting to be written together, laid out as they will stand in the file.</summary>
internal sealed class Batch
{
    private const int InitialSize = 64 * 1024;
    private const int LargestKept = 4 * 1024 * 1024;
    private const int Largest = RecordFormat.LargestPayload + InitialSize;

    private readonly List<Entry> _entries = [];
    private byte[] _buffer = new byte[InitialSize];
    private int _used;

    public int Count => _entries.Count;

    public Entry this[int index] => _entries[index];

    public bool HasRoomFor(int payload) => _used == 0 || _used + (long)RecordFormat.SizeOf(payload) <= Largest;

    /// <returns>Where the payload goes.</returns>
    public Span<byte> Reserve(int payload, PendingAppend waiter)
    {
        var size = RecordFormat.SizeOf(payload);
        if (_buffer.Length - _used < size)
            Array.Resize(ref _buffer, Math.Max(_used + size, Math.Min(_buffer.Length * 2, Largest)));
        var record = _buffer.AsSpan(_used, size);
        // The padding: the buffer has been used before.
        record[(RecordFormat.HeadSize + payload)..].Clear();
        _entries.Add(new Entry(waiter, _used, payload));
        _used += size;
        return record.Slice(RecordFormat.HeadSize, payload);
    }

    public Span<byte> Record(int index) => Bytes(index, index + 1);

    public Span<byte> Bytes(int from, int to)
    {
        var start = _entries[from].Start;
        var last = _entries[to - 1];
        return _buffer.AsSpan(start, last.Start + RecordFormat.SizeOf(last.Payload) - start);
    }

    public void Fail(int from, JournalException failure)
    {
        for (var index = from; index < _entries.Count; index++)
            _entries[index].Waiter.Fail(failure);
    }

    public void Clear()
    {
        _entries.Clear();
        _used = 0;
        if (_buffer.Length > LargestKept)
            _buffer = new byte[InitialSize];
    }

    public readonly record struct Entry(PendingAppend Waiter, int Start, int Payload);
}
