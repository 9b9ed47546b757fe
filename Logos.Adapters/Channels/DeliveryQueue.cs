using Logos.Core.Messages;

namespace Logos.Adapters.Channels;

/// <summary>A queue whose readers wait, and to whose front what was not acknowledged returns.</summary>
internal sealed class DeliveryQueue<T>
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Delivery<T>> _waiting = new();
    private readonly Queue<TaskCompletionSource> _readers = new();
    private long _tag;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public void Add(T message)
    {
        lock (_gate)
        {
            _waiting.AddLast(new Delivery<T>(message, ++_tag, 0));
            Wake();
        }
    }

    public void GiveBack(IEnumerable<Delivery<T>> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries.OrderByDescending(d => d.Tag))
            {
                _waiting.AddFirst(delivery with { Redeliveries = delivery.Redeliveries + 1 });
                Wake();
            }
        }
    }

    public async ValueTask<IReadOnlyList<Delivery<T>>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource arrived;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                    return Take(max);
                arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _readers.Enqueue(arrived);
            }

            await using (cancellationToken.UnsafeRegister(static (reader, token) => ((TaskCompletionSource)reader!).TrySetCanceled(token), arrived))
                await arrived.Task;
        }
    }

    private List<Delivery<T>> Take(int max)
    {
        var taken = new List<Delivery<T>>(Math.Min(max, _waiting.Count));
        while (taken.Count < max && _waiting.First is { } first)
        {
            taken.Add(first.Value);
            _waiting.RemoveFirst();
        }

        return taken;
    }

    // A reader that was cancelled is passed over: its wake-up belongs to the next.
    private void Wake()
    {
        while (_readers.TryDequeue(out var reader))
        {
            if (reader.TrySetResult())
                return;
        }
    }
}
