namespace Logos.Adapters.Journal;

/// <summary>Reads a folder from its newest good snapshot to the last good record, and changes nothing.</summary>
internal sealed class Recovery(IDisk disk, SnapshotVisitor? onSnapshot, RecordVisitor? onRecord, RecordVisitor? onOlder = null) : IDisposable
{
    private const long LongestSegment = JournalOptions.LargestSegment + RecordFormat.LargestPayload + 4096L;

    private readonly List<JournalException> _damagedSnapshots = [];
    private List<Segment> _segments = [];
    private byte[] _bytes = [];
    private bool _visiting;

    public Guid StoreId { get; private set; }

    public long SnapshotLsn { get; private set; }

    public SegmentScan? Scan { get; private set; }

    /// <summary>The segment that is written on; null in a folder without a journal.</summary>
    public Segment? Last { get; private set; }

    public TornTail? TornTail { get; private set; }

    public IReadOnlyList<Segment> Segments => _segments;

    public void Run()
    {
        try
        {
            Read();
        }
        catch (IOException e) when (!_visiting)
        {
            throw JournalFaults.Unreadable(disk.Name, e);
        }
        catch (UnauthorizedAccessException e) when (!_visiting)
        {
            throw JournalFaults.NotWritable(disk.Name, e);
        }
    }

    public RecoveryReport Report(JournalException? damage = null) => new()
    {
        StoreId = StoreId,
        SnapshotLsn = SnapshotLsn,
        Records = Scan?.Records ?? 0,
        LastLsn = Scan?.Lsn ?? SnapshotLsn,
        TornTail = TornTail,
        DamagedSnapshots = _damagedSnapshots,
        Damage = damage,
    };

    /// <summary>
    /// Makes true what was read. The last write may rest in the page cache only, or not even there as a dirty page
    /// when a sync had failed before: it is written again before anybody relies on it. Then the torn tail goes.
    /// </summary>
    public void Repair()
    {
        if (Last is null)
            return;
        var end = Scan!.End;
        if (end > Scan.UnconfirmedFrom)
            Last.File.Write(_bytes.AsSpan(Scan.UnconfirmedFrom..end), Scan.UnconfirmedFrom);
        if (TornTail is { } tail)
        {
            _bytes.AsSpan(end, (int)tail.Bytes).Clear();
            Last.File.Write(_bytes.AsSpan(end, (int)tail.Bytes), end);
        }

        Last.File.Sync();
        disk.SyncFolder();
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.Dispose();
    }

    private void Read()
    {
        var names = disk.List();
        _segments = [.. names.Select(x => FileNames.IsSegment(x, out var number) ? number : (uint?)null).OfType<uint>().Order().Select(x => new Segment(disk, x))];
        var snapshots = names.Select(x => FileNames.IsSnapshot(x, out var lsn) ? lsn : -1).Where(x => x >= 0).OrderDescending().ToList();
        var snapshot = NewestGood(snapshots);
        SnapshotLsn = snapshot ?? 0;
        if (_segments.Count == 0)
        {
            if (snapshots.Count > 0)
                throw JournalFaults.Missing(disk.Name, "there are snapshots, but no segment");
            return;
        }

        var first = First(snapshots);
        if (snapshot is null)
            StoreId = _segments[first].Header.StoreId;
        else
            Visit(() => SnapshotFile.Hand(disk, snapshot.Value, onSnapshot));
        Scan = new SegmentScan(SnapshotLsn, Visiting(onRecord), Visiting(onOlder));
        while (onOlder is not null && first > 0 && _segments[first - 1].Number + 1 == _segments[first].Number)
            first--;
        Scan.Begin(_segments[first]);
        for (var index = first; index < _segments.Count; index++)
            ReadSegment(index);
        FindTornTail();
    }

    private long? NewestGood(List<long> snapshots)
    {
        foreach (var lsn in snapshots)
        {
            try
            {
                StoreId = SnapshotFile.Verify(disk, lsn);
                return lsn;
            }
            catch (JournalException e) when (e.Code is Faults.AdaptersCodes.JournalSnapshotsDamaged or Faults.AdaptersCodes.JournalHeaderDamaged)
            {
                _damagedSnapshots.Add(e);
            }
        }

        return null;
    }

    // Headers are read from the newest down and only as far as needed: what lies below may be half deleted.
    private int First(List<long> snapshots)
    {
        for (var index = _segments.Count - 1; index >= 0; index--)
        {
            if (_segments[index].Header.Lsn <= SnapshotLsn + 1)
                return index;
        }

        if (_damagedSnapshots.Count > 0)
            throw JournalFaults.NoSnapshot(disk.Name, FileNames.Snapshot(snapshots[0]));
        throw JournalFaults.Missing(disk.Name, $"{_segments[0].Name} begins with record {_segments[0].Header.Lsn}, and record {SnapshotLsn + 1} is in no file");
    }

    private void ReadSegment(int index)
    {
        var segment = _segments[index];
        if (segment.Header.StoreId != StoreId)
            throw JournalFaults.Foreign(segment.Name, segment.Header.StoreId, StoreId);
        if (Last is not null)
            CheckContinues(Last, segment);
        Last = segment;
        var length = segment.File.Length;
        if (length > LongestSegment)
            throw JournalFaults.BadHeader(segment.Name);
        if (_bytes.Length < length)
            _bytes = GC.AllocateUninitializedArray<byte>((int)length);
        length = segment.File.Read(_bytes.AsSpan(0, (int)length), 0);
        _bytes.AsSpan((int)length).Clear();
        Scan!.Read(segment, _bytes.AsSpan(0, (int)length));
        Length = (int)length;
    }

    private int Length { get; set; }

    private void CheckContinues(Segment last, Segment next)
    {
        if (next.Number != last.Number + 1)
            throw JournalFaults.Missing(disk.Name, $"{FileNames.Segment(last.Number + 1)} is not there, though {next.Name} is");
        // A segment is begun only when all records before it are synced.
        if (!Scan!.IsContinuedBy(next))
            throw JournalFaults.Damaged(last.Name, Scan.End, Scan.Lsn + 1, $"it had been synced before {next.Name} began with record {next.Header.Lsn}");
    }

    private void FindTornTail()
    {
        var bytes = _bytes.AsSpan(0, Length);
        if (Scan!.Lsn < SnapshotLsn)
            throw JournalFaults.Damaged(Last!.Name, Scan.End, Scan.Lsn + 1, $"it had been synced before {FileNames.Snapshot(SnapshotLsn)} was written");
        if (Scan.HasWitness(Last!, bytes, out var witness))
            throw JournalFaults.Damaged(Last!.Name, Scan.End, Scan.Lsn + 1, $"it had been synced before record {witness} was written");
        var dirty = bytes.LastIndexOfAnyExcept((byte)0) + 1 - Scan.End;
        if (dirty > 0)
            TornTail = new TornTail(Last!.Name, Scan.End, dirty);
    }

    private RecordVisitor? Visiting(RecordVisitor? visitor)
    {
        if (visitor is null)
            return null;
        return (in JournalRecord record) =>
        {
            _visiting = true;
            visitor(record);
            _visiting = false;
        };
    }

    private void Visit(Action visit)
    {
        _visiting = true;
        visit();
        _visiting = false;
    }
}
