using Logos.Core.Messages;

namespace Logos.Adapters.Channels;

/// <summary>What one reader has taken and not acknowledged.</summary>
internal sealed class Unacknowledged<T>(DeliveryQueue<T> queue)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Delivery<T>> _taken = [];
    private bool _closed;

    public IReadOnlyList<Delivery<T>> Take(IReadOnlyList<Delivery<T>> deliveries)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                foreach (var delivery in deliveries)
                    _taken.Add(delivery.Tag, delivery);
                return deliveries;
            }
        }

        queue.GiveBack(deliveries);
        throw new ObjectDisposedException(nameof(Unacknowledged<>));
    }

    public void Acknowledge(IReadOnlyList<Delivery<T>> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
                _taken.Remove(delivery.Tag);
        }
    }

    public void GiveBack()
    {
        lock (_gate)
        {
            _closed = true;
            queue.GiveBack(_taken.Values);
            _taken.Clear();
        }
    }
}
