using System.Buffers;

namespace Logos.Adapters.Journal;

/// <summary>
/// A log of byte records in one folder. An append that has ended well is on the disk for good; records are read back
/// in order when the log is opened, behind the newest snapshot. The format is in docs/journal-format.md.
/// </summary>
public sealed class JournalLog : IAsyncDisposable
{
    private readonly IDisk _disk;
    private readonly IDisposable _lock;
    private readonly SegmentTable _segments;
    private readonly SegmentSupply _supply;
    private readonly SegmentWriter _writer;
    private readonly SnapshotKeeper _snapshots;
    private readonly AppendQueue _queue;
    private readonly TaskCompletionSource<JournalException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Fullness _fullness;
    private bool _disposed;

    private JournalLog(IDisk disk, JournalOptions options, IDisposable held, Recovery recovery)
    {
        _disk = disk;
        _lock = held;
        var storeId = recovery.Last is null ? options.StoreId ?? Guid.CreateVersion7(options.Clock.GetUtcNow()) : recovery.StoreId;
        _fullness = new(options.OnFull);
        _segments = new SegmentTable(recovery.Segments);
        _supply = new SegmentSupply(disk, options.SegmentSize, options.Scheduler, e => Fail(e));
        _writer = new SegmentWriter(disk, _segments, _supply, storeId);
        _snapshots = new SnapshotKeeper(disk, _segments, storeId, recovery.SnapshotLsn, e => Fail(e));
        if (recovery.Last is null)
            _writer.Begin();
        else
            _writer.Continue(recovery.Last, recovery.Scan!);
        Recovered = recovery.Report() with { StoreId = storeId };
        _queue = new AppendQueue(options.Scheduler, Write);
    }

    /// <summary>What opening found.</summary>
    public RecoveryReport Recovered { get; }

    /// <summary>The last record that is safe.</summary>
    public long DurableLsn => _writer.DurableLsn;

    /// <summary>Whether records are refused because the disk is full; reads go on.</summary>
    public bool IsFull => _fullness.IsFull;

    /// <summary>The segment that is written to.</summary>
    public uint CurrentSegment => _segments.Newest;

    /// <summary>Ends when the disk has failed. Nothing is taken any more; the host should exit, and be started again.</summary>
    public Task<JournalException> WhenFailed => _failed.Task;

    /// <exception cref="JournalException">The folder is in use, cannot be written, is damaged or was written by a newer version.</exception>
    public static JournalLog Open(string folder, JournalOptions? options = null, SnapshotVisitor? onSnapshot = null, RecordVisitor? onRecord = null)
    {
        FolderDisk disk;
        try
        {
            disk = new FolderDisk(folder);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw JournalFaults.NotWritable(folder, e);
        }

        return Open(disk, options, onSnapshot, onRecord);
    }

    public static JournalLog Open(IDisk disk, JournalOptions? options = null, SnapshotVisitor? onSnapshot = null, RecordVisitor? onRecord = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options ??= new JournalOptions();
        options.Check();
        var held = Lock(disk, options.Clock);
        var recovery = new Recovery(disk, onSnapshot, onRecord);
        try
        {
            recovery.Run();
            return Writable(disk, () =>
            {
                recovery.Repair();
                foreach (var name in disk.List().Where(FileNames.IsTemporary))
                    disk.Delete(name);
                return new JournalLog(disk, options, held, recovery);
            });
        }
        catch
        {
            recovery.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything that can be read and changes nothing. What stopped it, if anything, is in the report.</summary>
    /// <param name="onOlder">Is handed the records that the snapshot spares a start, too; without it they are not read.</param>
    public static RecoveryReport Check(IDisk disk, SnapshotVisitor? onSnapshot = null, RecordVisitor? onRecord = null, RecordVisitor? onOlder = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(disk);
        using var held = Lock(disk, clock ?? TimeProvider.System);
        using var recovery = new Recovery(disk, onSnapshot, onRecord, onOlder);
        try
        {
            recovery.Run();
            return recovery.Report();
        }
        catch (JournalException e)
        {
            return recovery.Report(e);
        }
    }

    /// <summary>Ends when the record is durable. The payload is copied before this returns.</summary>
    /// <exception cref="JournalException">Nothing was recorded: the disk is full, or has failed, or the record is too large.</exception>
    public ValueTask<Appended> AppendAsync(ReadOnlySpan<byte> payload) => _queue.Append(payload);

    /// <summary>One record made of several parts.</summary>
    public ValueTask<Appended> AppendAsync(in ReadOnlySequence<byte> parts) => _queue.Append(parts);

    /// <summary>Reads one record again.</summary>
    public byte[] Read(JournalPosition position)
    {
        var segment = _segments.Find(position.Segment) ?? throw JournalFaults.Gone(position);
        try
        {
            return Read(segment, position);
        }
        catch (ObjectDisposedException) when (_segments.Find(position.Segment) is null)
        {
            throw JournalFaults.Gone(position);
        }
        catch (IOException e)
        {
            throw JournalFaults.Unreadable(_disk.Name, e);
        }
    }

    /// <summary>
    /// Writes down a state that holds all records up to <paramref name="lsn"/>, while appends go on. Then deletes what no
    /// kept snapshot needs: two are kept, and no segment from <paramref name="keepFrom"/> on is deleted.
    /// </summary>
    public async Task WriteSnapshotAsync(
        long lsn,
        Func<Stream, CancellationToken, Task> write,
        JournalPosition? keepFrom = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lsn, DurableLsn);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_queue.Failure is { } failure)
            throw failure.Again();
        await _snapshots.Write(lsn, write, keepFrom, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the appends that were begun, then lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _queue.Close().ConfigureAwait(false);
        await _snapshots.DisposeAsync().ConfigureAwait(false);
        try
        {
            _supply.Dispose();
        }
        finally
        {
            _segments.Dispose();
            _lock.Dispose();
        }
    }

    private static byte[] Read(Segment segment, JournalPosition position)
    {
        Span<byte> record = stackalloc byte[RecordFormat.HeadSize];
        var read = segment.File.Read(record, position.Offset);
        if (!RecordFormat.TryReadHead(record[..read], out var head) || position.Offset + RecordFormat.HeadSize + (long)head.Length > segment.File.Length)
            throw JournalFaults.NoRecord(segment.Name, position.Offset);
        var payload = new byte[head.Length];
        read = segment.File.Read(payload, position.Offset + RecordFormat.HeadSize);
        if (read < payload.Length || !RecordFormat.IsWhole(head, record, payload, segment.Seed))
            throw JournalFaults.Damaged(segment.Name, position.Offset, head.Lsn, "its bytes are not those that were written");
        return payload;
    }

    private static IDisposable Lock(IDisk disk, TimeProvider clock)
    {
        try
        {
            return disk.Lock($"process {Environment.ProcessId}, which opened it at {clock.GetUtcNow():u}");
        }
        catch (FolderInUseException e)
        {
            throw JournalFaults.InUse(disk.Name, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw JournalFaults.NotWritable(disk.Name, e);
        }
    }

    private static JournalLog Writable(IDisk disk, Func<JournalLog> open)
    {
        try
        {
            return open();
        }
        catch (UnauthorizedAccessException e)
        {
            throw JournalFaults.NotWritable(disk.Name, e);
        }
        catch (DiskFullException e)
        {
            throw JournalFaults.NoRoomToOpen(disk.Name, e);
        }
        catch (IOException e)
        {
            throw JournalFaults.Unreadable(disk.Name, e);
        }
    }

    private void Write(Batch batch)
    {
        var written = 0;
        try
        {
            while (written < batch.Count)
            {
                if (_queue.Failure is { } failure)
                    throw failure.Again();
                written = _writer.Write(batch, written);
            }

            _fullness.Accepted(batch, written, CurrentSegment);
        }
        catch (DiskFullException e)
        {
            _fullness.Refused(batch, written, CurrentSegment);
            batch.Fail(written, JournalFaults.DiskFull(_disk.Name, e));
        }
        catch (JournalException e)
        {
            batch.Fail(written, e);
        }
        catch (Exception e)
        {
            batch.Fail(written, Fail(e));
        }
    }

    private JournalException Fail(Exception e)
    {
        var failure = JournalFaults.Failed(_disk.Name, e);
        // In this order: whoever is refused for it finds it told.
        _failed.TrySetResult(failure);
        _queue.Fail(failure);
        return failure;
    }
}
