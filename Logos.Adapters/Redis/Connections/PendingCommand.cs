using System.Threading.Tasks.Sources;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>A command that was sent. Whoever waits for it may be gone before its answer comes, which then is nobody's.</summary>
internal sealed class PendingCommand : IValueTaskSource<RespValue>
{
    private ManualResetValueTaskSourceCore<RespValue> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancelled;
    private int _isDone;

    /// <summary>Its answer comes as a push: it subscribes to something, or no longer does.</summary>
    public bool IsSubscription { get; init; }

    public required TimeSpan TimeLimit { get; init; }

    /// <summary>By the clock's timestamps.</summary>
    public required long Began { get; init; }

    public int Bytes { get; set; }

    public bool IsDone => Volatile.Read(ref _isDone) != 0;

    public ValueTask<RespValue> Task => new(this, _source.Version);

    public void Cancelling(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _cancelled = cancellationToken.UnsafeRegister(static (pending, token) => ((PendingCommand)pending!).Fail(new OperationCanceledException(token)), this);
    }

    public void Answer(in RespValue value)
    {
        if (value.Kind == RespKind.Error)
        {
            Fail(new RedisServerException(value.Text()));
        }
        else if (Interlocked.Exchange(ref _isDone, 1) == 0)
        {
            _source.SetResult(value);
        }
    }

    public void Fail(Exception exception)
    {
        if (Interlocked.Exchange(ref _isDone, 1) == 0)
            _source.SetException(exception);
    }

    public RespValue GetResult(short token)
    {
        _cancelled.Dispose();
        return _source.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
