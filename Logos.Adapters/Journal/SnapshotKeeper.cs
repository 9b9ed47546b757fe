using System.Runtime.ExceptionServices;

namespace Logos.Adapters.Journal;

/// <summary>Writes snapshots, one at a time, and deletes what none of the two that are kept needs.</summary>
internal sealed class SnapshotKeeper(IDisk disk, SegmentTable segments, Guid storeId, long newest, Action<Exception> failed) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _newest = newest;

    // Not known after a start, since only the newest good one was read; then nothing is deleted before the next is written.
    private long _older;
    private bool _closed;

    public async Task Write(long lsn, Func<Stream, CancellationToken, Task> write, JournalPosition? keepFrom, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(JournalLog));
            ArgumentOutOfRangeException.ThrowIfLessThan(lsn, _newest);
            var refused = await WriteAndKeep(lsn, write, keepFrom, cancellationToken).ConfigureAwait(false);
            refused?.Throw();
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        _closed = true;
        _one.Release();
    }

    private async Task<ExceptionDispatchInfo?> WriteAndKeep(long lsn, Func<Stream, CancellationToken, Task> write, JournalPosition? keepFrom, CancellationToken cancellationToken)
    {
        try
        {
            var refused = await WriteTemporary(lsn, write, cancellationToken).ConfigureAwait(false);
            if (refused is null)
                Keep(lsn, keepFrom);
            else
                disk.Delete(FileNames.NextSnapshot);
            return refused;
        }
        catch (DiskFullException e)
        {
            disk.Delete(FileNames.NextSnapshot);
            throw JournalFaults.DiskFull(disk.Name, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failed(e);
            throw JournalFaults.Failed(disk.Name, e);
        }
    }

    /// <returns>What the caller's own code threw; what the disk threw is thrown.</returns>
    private async Task<ExceptionDispatchInfo?> WriteTemporary(long lsn, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var file = disk.Create(FileNames.NextSnapshot, 0);
        var stream = new SnapshotWriter(file, new FileHeader(FileKind.Snapshot, storeId, 0, lsn, 0));
        await using (stream.ConfigureAwait(false))
        {
            ExceptionDispatchInfo? refused = null;
            try
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                refused = ExceptionDispatchInfo.Capture(e);
            }

            stream.DiskFailure?.Throw();
            if (refused is null)
                stream.Complete();
            return refused;
        }
    }

    private void Keep(long lsn, JournalPosition? keepFrom)
    {
        disk.Rename(FileNames.NextSnapshot, FileNames.Snapshot(lsn));
        disk.SyncFolder();
        if (lsn > _newest)
            (_older, _newest) = (_newest, lsn);
        if (_older == 0)
            return;
        foreach (var name in disk.List())
        {
            if (FileNames.IsSnapshot(name, out var other) && other != _newest && other != _older)
                disk.Delete(name);
        }

        var needed = Math.Min(segments.Holding(_older + 1)!.Number, keepFrom?.Segment ?? uint.MaxValue);
        foreach (var segment in segments.RemoveBelow(needed))
        {
            segment.Dispose();
            disk.Delete(segment.Name);
        }
    }
}
