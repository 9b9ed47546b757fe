namespace Logos.Scenarios.Crashes;

/// <summary>Holds clients back while the server is down, and counts what it has answered.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource? _reached;
    private int _target;

    public int Answers { get; private set; }

    public Task OpenAsync()
    {
        lock (_lock)
            return _open.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Count()
    {
        lock (_lock)
        {
            if (++Answers >= _target)
                _reached?.TrySetResult();
        }
    }

    /// <summary>Once so many more requests have been answered.</summary>
    public Task AfterAsync(int answers)
    {
        lock (_lock)
        {
            _target = Answers + answers;
            _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Close()
    {
        lock (_lock)
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open()
    {
        lock (_lock)
            _open.TrySetResult();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
