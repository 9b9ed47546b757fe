using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Messages;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// What was submitted, for the owners in this process. Nothing of it is kept, by no queue and on no disk: what is not heard
/// here stands in the store, where its owner looks anyway, and a moment later.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody waits for it but by tasks: it has no handle.")]
internal sealed class SubmissionLine(Link link)
{
    // What has waited this long was found by its owner's own look.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private const int MostWaiting = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Action<Report>> _owners = [];
    private readonly SemaphoreSlim _order = new(1, 1);
    private Session? _session;
    private (IChannel Channel, string Queue)? _ear;

    public void Own(int partition, Action<Report> hear)
    {
        lock (_gate)
            _owners[partition] = hear;
        _ = InOrderAsync(BindAsync, partition);
    }

    public void Leave(int partition, Action<Report> hear)
    {
        lock (_gate)
        {
            if (_owners.GetValueOrDefault(partition) != hear)
                return;
            _owners.Remove(partition);
        }

        _ = InOrderAsync(UnbindAsync, partition);
    }

    /// <summary>From now on in this session.</summary>
    public async Task ListenAsync(Session session, CancellationToken cancellationToken)
    {
        await _order.WaitAsync(cancellationToken);
        try
        {
            (_session, _ear) = (session, null);
            int[] owned;
            lock (_gate)
                owned = [.. _owners.Keys];
            foreach (var partition in owned)
                await BindAsync(partition);
        }
        finally
        {
            _order.Release();
        }
    }

    private async Task InOrderAsync(Func<int, Task> change, int partition)
    {
        await _order.WaitAsync();
        try
        {
            await change(partition);
        }
        catch (Exception e) when (e is OperationInterruptedException or ObjectDisposedException or IOException or OperationCanceledException or TimeoutException)
        {
            // The channel has ended, and its session with it: the next one binds what is owned then.
        }
        finally
        {
            _order.Release();
        }
    }

    private async Task BindAsync(int partition)
    {
        if (_session is not { } session || Owner(partition) is null)
            return;
        var (channel, queue) = _ear ??= await OpenAsync(session);
        await channel.QueueBindAsync(queue, link.Topology.Submissions, Topology.Key(partition));
    }

    private async Task<(IChannel Channel, string Queue)> OpenAsync(Session session)
    {
        var channel = await session.Consuming.CreateChannelAsync();
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            session.End(new(BrokerFaults.Away(link.Address, reason.ReplyText)));
            return Task.CompletedTask;
        };
        var limits = new Dictionary<string, object?> { ["x-message-ttl"] = (long)Fresh.TotalMilliseconds, ["x-max-length"] = MostWaiting };
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, limits);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, new Ear(channel, Hear));
        return (channel, queue.QueueName);
    }

    private async Task UnbindAsync(int partition)
    {
        // It may be owned again by now.
        if (_ear is var (channel, queue) && Owner(partition) is null)
            await channel.QueueUnbindAsync(queue, link.Topology.Submissions, Topology.Key(partition));
    }

    private Action<Report>? Owner(int partition)
    {
        lock (_gate)
            return _owners.GetValueOrDefault(partition);
    }

    private void Hear(string key, ReadOnlyMemory<byte> body)
    {
        if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) || Owner(partition) is not { } hear)
            return;
        try
        {
            foreach (var wake in ReportBodies.Read(body.Span).OfType<Report.Wake>())
                hear(wake.Submission is { Head.Partition: var meant } && meant != partition ? new Report.Wake() : wake);
        }
        catch (UnreadableMessageException e)
        {
            // It stands in the store all the same.
            link.Log.Unreadable(e.Code, link.Topology.Submissions, e.Message);
            hear(new Report.Wake());
        }
    }

    private sealed class Ear(IChannel channel, Action<string, ReadOnlyMemory<byte>> hear) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            hear(routingKey, body);
            return Task.CompletedTask;
        }
    }
}
