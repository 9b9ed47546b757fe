namespace Logos.Adapters.Journal;

/// <summary>Writes records behind one another, and goes on to the next segment. Used by one thread at a time.</summary>
internal sealed class SegmentWriter
{
    private readonly IDisk _disk;
    private readonly SegmentTable _segments;
    private readonly SegmentSupply _supply;
    private readonly Guid _storeId;
    private Segment? _segment;
    private IDiskFile? _file;
    private long _room;
    private int _end;
    private uint _crc;
    private long _durable;

    public SegmentWriter(IDisk disk, SegmentTable segments, SegmentSupply supply, Guid storeId)
    {
        _disk = disk;
        _segments = segments;
        _supply = supply;
        _storeId = storeId;
    }

    /// <summary>The last record that is safe.</summary>
    public long DurableLsn => Volatile.Read(ref _durable);

    /// <summary>Goes on behind what recovery found.</summary>
    public void Continue(Segment last, SegmentScan scan)
    {
        _durable = scan.Lsn;
        _crc = scan.Crc;
        Use(last, scan.End);
    }

    /// <summary>Begins the first segment of a new journal.</summary>
    public void Begin() => Roll(0);

    /// <summary>Writes as many records of the batch as one segment takes with one write and one sync, and tells their callers.</summary>
    /// <returns>The first record that is still to be written.</returns>
    public int Write(Batch batch, int from)
    {
        var to = Fitting(batch, from);
        if (to == from)
        {
            Roll(RecordFormat.SizeOf(batch[from].Payload));
            to = Fitting(batch, from);
        }

        var crc = Seal(batch, from, to);
        var bytes = batch.Bytes(from, to);
        try
        {
            _file!.Write(bytes, _end);
        }
        catch (DiskFullException)
        {
            CutBack();
            throw;
        }

        _file.SyncData();
        var start = _end;
        var first = _durable + 1;
        _end += bytes.Length;
        _crc = crc;
        Volatile.Write(ref _durable, _durable + to - from);
        Tell(batch, from, to, first, start);
        if (_end > _room / 2)
            _supply.Prepare();
        return to;
    }

    private int Fitting(Batch batch, int from)
    {
        var end = (long)_end;
        var to = from;
        while (to < batch.Count && end + RecordFormat.SizeOf(batch[to].Payload) is var behind && behind <= _room)
        {
            end = behind;
            to++;
        }

        return to;
    }

    private uint Seal(Batch batch, int from, int to)
    {
        var crc = _crc;
        var lsn = _durable;
        for (var index = from; index < to; index++)
            crc = RecordFormat.Seal(batch.Record(index), batch[index].Payload, _segment!.Seed, crc, ++lsn, _durable);
        return crc;
    }

    private void Tell(Batch batch, int from, int to, long lsn, int start)
    {
        var shift = start - batch[from].Start;
        for (var index = from; index < to; index++)
        {
            var entry = batch[index];
            entry.Waiter.Succeed(new Appended(lsn++, new JournalPosition(_segment!.Number, (uint)(entry.Start + shift))));
        }
    }

    // Only a file system that copies on write comes here: the room of this segment was taken when it was made.
    private void CutBack()
    {
        _file!.SetLength(_end);
        _file.Sync();
        _room = _end;
    }

    private void Roll(int record)
    {
        var header = new FileHeader(FileKind.Segment, _storeId, (_segment?.Number ?? 0) + 1, _durable + 1, _crc);
        var file = _supply.Take(FileHeader.Size + (long)record, out var temporary);
        var segment = Named(file, header, temporary);
        _segments.Add(segment);
        _crc = segment.Seed;
        Use(segment, FileHeader.Size);
    }

    // Nothing may be written to a segment whose name could still vanish.
    private Segment Named(IDiskFile file, FileHeader header, string temporary)
    {
        try
        {
            var head = new byte[FileHeader.Size];
            var seed = header.Write(head);
            file.Write(head, 0);
            file.Sync();
            _disk.Rename(temporary, FileNames.Segment(header.Number));
            _disk.SyncFolder();
            return new Segment(_disk, file, header, seed);
        }
        catch (DiskFullException)
        {
            file.Dispose();
            _disk.Delete(temporary);
            throw;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Use(Segment segment, int end)
    {
        _segment = segment;
        _file = segment.File;
        _room = _file.Length;
        _end = end;
    }
}
