namespace Logos.Workers.Running;

/// <summary>Counts the timeouts of a task's steps, one after another, beside the word that the task is to stop.</summary>
internal sealed class StepClock : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeProvider _clock;
    private readonly CancellationToken _stop;
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _link;

    public StepClock(TimeProvider clock, CancellationToken stop)
    {
        _clock = clock;
        _stop = stop;
    }

    /// <summary>True when it was the time that ended the step, and not somebody's wish.</summary>
    public bool HasRunOut => !_stop.IsCancellationRequested && _source?.IsCancellationRequested == true;

    public CancellationToken Begin(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero || timeout > Longest)
            timeout = Timeout.InfiniteTimeSpan;
        // One source serves all steps of a segment, unless the time of one ran out just as it ended.
        if (_source?.TryReset() == true)
        {
            _source.CancelAfter(timeout);
            return _source.Token;
        }

        Drop();
        _source = new(timeout, _clock);
        if (_stop.CanBeCanceled)
            _link = _stop.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        return _source.Token;
    }

    /// <summary>Waits for a handler, and not for ever: one that does not stop when it is asked to is left behind.</summary>
    /// <exception cref="LeftBehindException">It was left behind.</exception>
    public async Task<T> WaitAsync<T>(Task<T> running, TimeSpan grace, CancellationToken token)
    {
        try
        {
            return await running.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            try
            {
                // It may have ended just now: then this gives what it gave.
                return await running.WaitAsync(grace, _clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (running.IsCompleted)
                    return await running.ConfigureAwait(false);
                Forget(running);
                throw new LeftBehindException();
            }
        }
    }

    public void Dispose() => Drop();

    private void Drop()
    {
        _link.Dispose();
        _source?.Dispose();
    }

    // Whatever it still throws is of no consequence any more; unobserved it would be reported as a leak.
    private static void Forget(Task running) =>
        running.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}

/// <summary>A handler went on although it was asked to stop.</summary>
internal sealed class LeftBehindException : Exception;
