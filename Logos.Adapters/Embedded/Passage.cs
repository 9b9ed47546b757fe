namespace Logos.Adapters.Embedded;

/// <summary>
/// Every change of the store goes through it, from before its record is written until it is applied. Closed, it waits
/// until nobody is inside: then the tables are exactly what the journal holds.
/// </summary>
internal sealed class Passage
{
    private readonly Lock _gate = new();
    private int _inside;
    private TaskCompletionSource? _reopened;
    private TaskCompletionSource? _empty;

    public ValueTask EnterAsync()
    {
        Task reopened;
        lock (_gate)
        {
            if (_reopened is null)
            {
                _inside++;
                return ValueTask.CompletedTask;
            }

            reopened = _reopened.Task;
        }

        return EnterAfterAsync(reopened);
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>One at a time.</summary>
    public async ValueTask CloseAsync()
    {
        Task empty;
        lock (_gate)
        {
            _reopened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0)
                _empty.SetResult();
            empty = _empty.Task;
        }

        await empty;
    }

    public void Open()
    {
        lock (_gate)
        {
            _reopened!.SetResult();
            (_reopened, _empty) = (null, null);
        }
    }

    private async ValueTask EnterAfterAsync(Task reopened)
    {
        await reopened;
        await EnterAsync();
    }
}
