namespace Logos.Gateway.Schedules;

/// <summary>Wakes the runner in this process when a schedule was changed.</summary>
internal sealed class ScheduleBell
{
    private volatile TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From before it is looked what is due: what changes after that has rung.</summary>
    public Task Listen() => _rung.Task;

    public void Ring() => Interlocked.Exchange(ref _rung, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
