using System.Threading.Tasks.Sources;

namespace Logos.Adapters.Journal;

/// <summary>One caller that waits for its record to be durable. Goes back to its pool when the result was fetched.</summary>
internal sealed class PendingAppend(PendingAppendPool pool) : IValueTaskSource<Appended>
{
    // Continuations never run on the writer: a caller that blocks would stop all others.
    private ManualResetValueTaskSourceCore<Appended> _source = new() { RunContinuationsAsynchronously = true };

    public ValueTask<Appended> Task => new(this, _source.Version);

    public PendingAppend? NextFree { get; set; }

    public void Succeed(Appended appended) => _source.SetResult(appended);

    public void Fail(JournalException failure) => _source.SetException(failure.Again());

    public Appended GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            pool.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}

internal sealed class PendingAppendPool
{
    private readonly Lock _gate = new();
    private PendingAppend? _free;

    public PendingAppend Rent()
    {
        lock (_gate)
        {
            if (_free is not { } pending)
                return new PendingAppend(this);
            _free = pending.NextFree;
            pending.NextFree = null;
            return pending;
        }
    }

    public void Return(PendingAppend pending)
    {
        lock (_gate)
        {
            pending.NextFree = _free;
            _free = pending;
        }
    }
}
