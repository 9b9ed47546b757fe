using System.Collections.Concurrent;

namespace Logos.Scenarios.Loads;

/// <summary>Holds clients back while the server is down, and counts what it has answered.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = Opened();
    private TaskCompletionSource? _reached;
    private int _target;

    public int Answers { get; private set; }

    /// <summary>What was not answered, or refused for now, in words.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

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

    public void CountRefusal(string why) => Failures.Enqueue($"refused: {why}");

    public void CountSilence(Exception why) => Failures.Enqueue($"not answered: {why.Message} ({why.InnerException?.Message})");

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

    /// <summary>From now on nobody gets through: whoever waits, or comes, is told to end.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _open.TrySetCanceled();
            _open = new();
            _open.SetCanceled();
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
