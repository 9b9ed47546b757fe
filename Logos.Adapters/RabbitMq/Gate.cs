namespace Logos.Adapters.RabbitMq;

/// <summary>Open or closed, and a wait for either.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = New();
    private TaskCompletionSource _closed = New();

    public Gate() => _opened.SetResult();

    public bool IsOpen => WhenOpen.IsCompleted;

    public Task WhenOpen
    {
        get
        {
            lock (_lock)
                return _opened.Task;
        }
    }

    public Task WhenClosed
    {
        get
        {
            lock (_lock)
                return _closed.Task;
        }
    }

    public void Open() => Turn(ref _opened, ref _closed);

    public void Close() => Turn(ref _closed, ref _opened);

    private void Turn(ref TaskCompletionSource on, ref TaskCompletionSource off)
    {
        lock (_lock)
        {
            if (off.Task.IsCompleted)
                off = New();
            on.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
