using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Executions;
using RabbitMQ.Client;

namespace Logos.Adapters.RabbitMq;

/// <summary>What all processes hear. Nothing is kept: who is not there when it is told does not hear it.</summary>
internal sealed class ControlLine(Link link)
{
    private readonly Lock _gate = new();
    private readonly List<Action<Guid, TaskKey>> _listeners = [];

    public IDisposable OnStop(Action<Guid, TaskKey> stopped)
    {
        lock (_gate)
            _listeners.Add(stopped);
        return new Listening(this, stopped);
    }

    public async Task ListenAsync(Session session, CancellationToken cancellationToken)
    {
        var channel = await session.Consuming.CreateChannelAsync(cancellationToken: cancellationToken);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            session.End(new(BrokerFaults.Away(link.Address, reason.ReplyText)));
            return Task.CompletedTask;
        };
        var queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        await channel.QueueBindAsync(queue.QueueName, link.Topology.Control, "", cancellationToken: cancellationToken);
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, new Ear(channel, Hear), cancellationToken);
    }

    private void Hear(ReadOnlyMemory<byte> body)
    {
        (IReadOnlyList<(Guid Execution, TaskKey Task)> Stopped, long? Generation) told;
        try
        {
            told = ControlBodies.Read(body.Span);
        }
        catch (UnreadableMessageException e)
        {
            // It is told to everybody, and best effort: a copy for each would be of no use to anyone.
            link.Log.Unreadable(e.Code, link.Topology.Control, e.Message);
            return;
        }

        if (told.Generation is { } generation)
            link.Raise(generation);
        Action<Guid, TaskKey>[] listeners;
        lock (_gate)
            listeners = [.. _listeners];
        foreach (var (execution, task) in told.Stopped)
        {
            foreach (var listener in listeners)
                listener(execution, task);
        }
    }

    private sealed class Ear(IChannel channel, Action<ReadOnlyMemory<byte>> hear) : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
        {
            hear(body);
            return Task.CompletedTask;
        }
    }

    private sealed class Listening(ControlLine line, Action<Guid, TaskKey> stopped) : IDisposable
    {
        public void Dispose()
        {
            lock (line._gate)
                line._listeners.Remove(stopped);
        }
    }
}
