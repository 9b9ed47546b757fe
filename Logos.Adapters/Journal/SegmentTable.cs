namespace Logos.Adapters.Journal;

/// <summary>The segments that there are, by number. Read from any thread.</summary>
internal sealed class SegmentTable(IEnumerable<Segment> segments) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<uint, Segment> _segments = new(segments.ToDictionary(x => x.Number));

    public Segment? Find(uint number)
    {
        lock (_gate)
            return _segments.GetValueOrDefault(number);
    }

    public uint Newest
    {
        get
        {
            lock (_gate)
                return _segments.Keys.Last();
        }
    }

    public void Add(Segment segment)
    {
        lock (_gate)
            _segments.Add(segment.Number, segment);
    }

    /// <summary>The segment that holds this record, or will.</summary>
    public Segment? Holding(long lsn)
    {
        lock (_gate)
            return _segments.Values.Reverse().FirstOrDefault(x => x.Header.Lsn <= lsn);
    }

    /// <summary>Takes out all segments below this number, oldest first.</summary>
    public IReadOnlyList<Segment> RemoveBelow(uint number)
    {
        lock (_gate)
        {
            var removed = _segments.Values.TakeWhile(x => x.Number < number).ToList();
            foreach (var segment in removed)
                _segments.Remove(segment.Number);
            return removed;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var segment in _segments.Values)
                segment.Dispose();
        }
    }
}
