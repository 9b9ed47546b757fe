using System.Diagnostics.CodeAnalysis;
using RabbitMQ.Client;

namespace Logos.Adapters.RabbitMq;

/// <summary>One channel with one consumer, until either ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits for it but by tasks: it has no handle.")]
internal sealed class Consumer(IChannel channel, Action<Arrival> arrived) : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly SortedSet<ulong> _unacknowledged = [];
    private readonly SemaphoreSlim _order = new(1, 1);

    /// <summary>True when the server ended it, which it does when the queue is deleted.</summary>
    public Task<bool> Ended => _ended.Task;

    public async Task BeginAsync(string queue, int prefetch, CancellationToken cancellationToken)
    {
        Channel.ChannelShutdownAsync += (_, _) =>
        {
            _ended.TrySetResult(false);
            return Task.CompletedTask;
        };
        await Channel.BasicQosAsync(0, (ushort)Math.Min(prefetch, ushort.MaxValue), global: false, cancellationToken);
        await Channel.BasicConsumeAsync(queue, autoAck: false, this, cancellationToken);
    }

    public override Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            _unacknowledged.Add(deliveryTag);
        // The bytes are the client's again when this returns.
        arrived(new(deliveryTag, properties.Headers, body));
        return Task.CompletedTask;
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _ended.TrySetResult(true);
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    /// <summary>All at once where they are the oldest, since each answer is a frame.</summary>
    public async Task AckAsync(IEnumerable<ulong> tags)
    {
        // In the order in which they were looked at: the server closes the channel at an answer that another one included.
        await _order.WaitAsync();
        try
        {
            await AckInOrderAsync(tags);
        }
        finally
        {
            _order.Release();
        }
    }

    private async Task AckInOrderAsync(IEnumerable<ulong> tags)
    {
        ulong through = 0;
        var singly = new List<ulong>();
        lock (_gate)
        {
            var mine = tags.Where(_unacknowledged.Remove).Order().ToList();
            var others = _unacknowledged.Count == 0 ? ulong.MaxValue : _unacknowledged.Min;
            foreach (var tag in mine)
            {
                if (tag < others)
                    through = tag;
                else
                    singly.Add(tag);
            }
        }

        if (through > 0)
            await Channel.BasicAckAsync(through, multiple: true);
        foreach (var tag in singly)
            await Channel.BasicAckAsync(tag, multiple: false);
    }
}

/// <param name="Body">Valid only while the arrival is handled.</param>
internal readonly record struct Arrival(ulong Tag, IDictionary<string, object?>? Headers, ReadOnlyMemory<byte> Body);
