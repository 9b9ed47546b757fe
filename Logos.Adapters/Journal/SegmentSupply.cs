namespace Logos.Adapters.Journal;

/// <summary>
/// Makes segment files before they are needed: zeros are really written, so that a later write neither allocates
/// blocks nor changes a length, and fdatasync has no metadata to take along.
/// </summary>
internal sealed class SegmentSupply(IDisk disk, int size, TaskScheduler? scheduler, Action<Exception> failed) : IDisposable
{
    private const int Chunk = 1024 * 1024;

    private readonly Lock _gate = new();
    private IDiskFile? _ready;
    private bool _asked;
    private bool _closed;

    /// <summary>Called by the writer only, when the current segment is well filled.</summary>
    public void Prepare()
    {
        if (_asked)
            return;
        _asked = true;
        Task.Factory.StartNew(PrepareNow, CancellationToken.None, TaskCreationOptions.LongRunning, scheduler ?? TaskScheduler.Default);
    }

    /// <summary>A file of zeros with a temporary name, of the usual size or of what a large record needs.</summary>
    public IDiskFile Take(long needed, out string name)
    {
        lock (_gate)
        {
            if (needed > size)
            {
                name = FileNames.LargeSegment;
                return Zeroed(name, (needed + 4095) & -4096);
            }

            name = FileNames.NextSegment;
            var file = _ready ?? Zeroed(name, size);
            _ready = null;
            _asked = false;
            return file;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            if (_ready is null)
                return;
            _ready.Dispose();
            try
            {
                disk.Delete(FileNames.NextSegment);
            }
            catch (IOException)
            {
                // The next start deletes it.
            }
        }
    }

    private void PrepareNow()
    {
        try
        {
            lock (_gate)
            {
                // The writer may have been faster and may have taken one already.
                if (!_closed && _asked)
                    _ready ??= Zeroed(FileNames.NextSegment, size);
            }
        }
        catch (DiskFullException)
        {
            // The writer meets it again when it needs the segment, and tells those who wait.
        }
        catch (Exception e)
        {
            failed(e);
        }
    }

    private IDiskFile Zeroed(string name, long length)
    {
        var file = disk.Create(name, length);
        try
        {
            var zeros = new byte[Math.Min(Chunk, length)];
            for (var at = 0L; at < length; at += zeros.Length)
                file.Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - at)), at);
            file.Sync();
            return file;
        }
        catch (DiskFullException)
        {
            file.Dispose();
            disk.Delete(name);
            throw;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
