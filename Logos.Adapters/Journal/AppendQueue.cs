using System.Buffers;

namespace Logos.Adapters.Journal;

/// <summary>Where callers put their records while the writer is busy with the batch before: that is the group commit.</summary>
internal sealed class AppendQueue
{
    private readonly object _gate = new();
    private readonly PendingAppendPool _pool = new();
    private readonly Queue<Batch> _full = new();
    private readonly TaskScheduler? _scheduler;
    private readonly Action<Batch> _write;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Batch _open = new();
    private Batch? _spare;
    private JournalException? _failure;
    private bool _idle;
    private bool _closed;

    public AppendQueue(TaskScheduler? scheduler, Action<Batch> write)
    {
        _scheduler = scheduler;
        _write = write;
        _idle = scheduler is not null;
        if (scheduler is null)
            new Thread(WriteUntilClosed) { IsBackground = true, Name = "logos journal" }.Start();
    }

    public ValueTask<Appended> Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > RecordFormat.LargestPayload)
            return ValueTask.FromException<Appended>(JournalFaults.TooLarge(payload.Length));
        lock (_gate)
        {
            if (_failure is not null)
                return ValueTask.FromException<Appended>(_failure.Again());
            payload.CopyTo(Reserve(payload.Length, out var task));
            return task;
        }
    }

    public ValueTask<Appended> Append(in ReadOnlySequence<byte> parts)
    {
        if (parts.Length > RecordFormat.LargestPayload)
            return ValueTask.FromException<Appended>(JournalFaults.TooLarge(parts.Length));
        lock (_gate)
        {
            if (_failure is not null)
                return ValueTask.FromException<Appended>(_failure.Again());
            parts.CopyTo(Reserve((int)parts.Length, out var task));
            return task;
        }
    }

    /// <summary>From here on every append fails, those that wait as well.</summary>
    public void Fail(JournalException failure)
    {
        lock (_gate)
            _failure ??= failure;
    }

    public JournalException? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    /// <summary>Takes no more records, and ends when those that are waiting are written.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (_scheduler is null)
            {
                Monitor.Pulse(_gate);
                return _ended.Task;
            }
        }

        WriteWaiting();
        return Task.CompletedTask;
    }

    private Span<byte> Reserve(int length, out ValueTask<Appended> task)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(JournalLog));
        if (!_open.HasRoomFor(length))
        {
            _full.Enqueue(_open);
            _open = _spare ?? new Batch();
            _spare = null;
        }

        var waiter = _pool.Rent();
        task = waiter.Task;
        Wake();
        return _open.Reserve(length, waiter);
    }

    private void Wake()
    {
        if (!_idle)
            return;
        _idle = false;
        if (_scheduler is null)
            Monitor.Pulse(_gate);
        else
            Task.Factory.StartNew(WriteWaiting, CancellationToken.None, TaskCreationOptions.None, _scheduler);
    }

    private void WriteUntilClosed()
    {
        while (Wait() is { } batch)
        {
            _write(batch);
            Recycle(batch);
        }

        _ended.SetResult();
    }

    private Batch? Wait()
    {
        lock (_gate)
        {
            while (true)
            {
                if (Next() is { } batch)
                    return batch;
                if (_closed)
                    return null;
                _idle = true;
                Monitor.Wait(_gate);
                _idle = false;
            }
        }
    }

    private void WriteWaiting()
    {
        while (true)
        {
            Batch? batch;
            lock (_gate)
            {
                batch = Next();
                if (batch is null)
                {
                    _idle = true;
                    return;
                }
            }

            _write(batch);
            Recycle(batch);
        }
    }

    private Batch? Next()
    {
        if (_full.TryDequeue(out var full))
            return full;
        if (_open.Count == 0)
            return null;
        var batch = _open;
        _open = _spare ?? new Batch();
        _spare = null;
        return batch;
    }

    private void Recycle(Batch batch)
    {
        batch.Clear();
        lock (_gate)
            _spare ??= batch;
    }
}
