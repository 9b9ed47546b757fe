namespace Logos.Adapters.RabbitMq;

/// <summary>A message as it goes out.</summary>
internal sealed record Outgoing(string Exchange, string RoutingKey, ReadOnlyMemory<byte> Body)
{
    public IDictionary<string, object?>? Headers { get; init; }

    /// <summary>It is kept on disk, and has to find a queue.</summary>
    public bool IsKept { get; init; } = true;
}

/// <summary>What somebody publishes at once, and waits for together.</summary>
internal sealed class Batch(int count, long sentAt)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Done => _done.Task;

    public long SentAt => sentAt;

    public void Confirm()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _done.TrySetResult();
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
