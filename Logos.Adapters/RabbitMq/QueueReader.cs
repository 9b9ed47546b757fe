using System.Threading.Channels;
using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Messages;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// Reads one queue through all sessions. What was taken in one of them and not acknowledged there comes again in the
/// next: what is left of it here is passed over, and its acknowledgement goes nowhere.
/// </summary>
internal sealed class QueueReader<T> : IAsyncDisposable
{
    // A tag tells which consumer it is of: the server counts anew with each channel.
    private const int TagBits = 44;

    // What shares a message with others that come behind it.
    private const ulong NotTheLast = 0;

    // Of what came by another way, and nobody waits for the acknowledgement of.
    private const long Offered = -1;
    private const int MostOffered = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Link _link;
    private readonly DeadLetters _dead;
    private readonly string _queue;
    private readonly int _prefetch;
    private readonly Func<ReadOnlyMemory<byte>, IReadOnlyList<T>> _read;
    private readonly Channel<Delivery<T>> _arrived = System.Threading.Channels.Channel.CreateUnbounded<Delivery<T>>(new() { SingleReader = true, SingleWriter = false });
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private volatile Use _use = new(0, null);
    private int _offered;

    /// <param name="read">What a message holds, at least one; it is acknowledged with the last of it.</param>
    public QueueReader(Link link, DeadLetters dead, string queue, int prefetch, Func<ReadOnlyMemory<byte>, IReadOnlyList<T>> read)
    {
        (_link, _dead, _queue, _prefetch, _read) = (link, dead, queue, prefetch, read);
        _running = Task.Run(RunAsync);
    }

    public async ValueTask<IReadOnlyList<Delivery<T>>> ReadAsync(int max, CancellationToken cancellationToken)
    {
        while (await _arrived.Reader.WaitToReadAsync(cancellationToken))
        {
            var taken = new List<Delivery<T>>();
            while (taken.Count < max && _arrived.Reader.TryRead(out var delivery))
            {
                if (delivery.Tag == Offered)
                    Interlocked.Decrement(ref _offered);
                else if (delivery.Tag >> TagBits != _use.Number)
                    continue;
                taken.Add(delivery);
            }

            if (taken.Count > 0)
                return taken;
        }

        throw new ObjectDisposedException(nameof(QueueReader<>));
    }

    /// <summary>Read like the rest, and left out when too much of it waits: for what stands elsewhere too.</summary>
    public void Offer(T message)
    {
        if (Interlocked.Increment(ref _offered) > MostOffered || !_arrived.Writer.TryWrite(new(message, Offered, 0)))
            Interlocked.Decrement(ref _offered);
    }

    public async ValueTask AckAsync(IEnumerable<Delivery<T>> deliveries)
    {
        if (_use is not (var number, { } consumer))
            return;
        try
        {
            await consumer.AckAsync(deliveries.Where(delivery => delivery.Tag != Offered && delivery.Tag >> TagBits == number).Select(delivery => (ulong)(delivery.Tag & ((1L << TagBits) - 1))).Where(tag => tag != NotTheLast));
        }
        catch (Exception e) when (e is OperationInterruptedException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // It comes again, and whoever gets it knows what became of it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        await _running;
        _arrived.Writer.TryComplete();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested && await NextAsync() is { } session)
        {
            try
            {
                await ConsumeAsync(session);
            }
            catch (Exception) when (session.Ended.IsCompleted || _closing.IsCancellationRequested)
            {
                // The link has said why, once for all readers.
            }
            catch (Exception e)
            {
                // Cancelled as well: so the client says that the server did not answer in time.
                _link.Log.Interrupted(_queue, e is OperationCanceledException ? "the server does not answer" : e.Message);
                await Task.Delay(Pause, _link.Clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Null when the reader is closed, or there will be no session any more.</returns>
    private async Task<Session?> NextAsync()
    {
        try
        {
            return await _link.NextAsync(_closing.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task ConsumeAsync(Session session)
    {
        var channel = await session.Consuming.CreateChannelAsync(cancellationToken: _closing.Token);
        try
        {
            var number = _use.Number + 1;
            var consumer = new Consumer(channel, arrival => Take(session, number, arrival));
            _use = new(number, consumer);
            await consumer.BeginAsync(_queue, _prefetch, _closing.Token);
            await Task.WhenAny(consumer.Ended, session.Ended).WaitAsync(_closing.Token);
            if (session.Ended.IsCompleted)
                return;
            if (await consumer.Ended)
                session.End(new(Session.Lost($"`{_queue}` was deleted"), HasLost: true));
            else
                throw new IOException(channel.CloseReason?.ReplyText);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == BrokerFaults.NotFound)
        {
            session.End(new(Session.Lost($"`{_queue}` is not there"), HasLost: true));
        }
        finally
        {
            _use = new(_use.Number + 1, null);
            // The server gives what was not acknowledged to others when the channel is closed, not before. With the
            // session it closes by itself, and the client waits long for the answer of a server that stands still.
            await Task.WhenAny(CloseAsync(channel), session.Ended);
        }
    }

    private void Take(Session session, long number, Arrival arrival)
    {
        IReadOnlyList<T> messages;
        try
        {
            messages = _read(arrival.Body);
        }
        catch (UnreadableMessageException e)
        {
            var consumer = _use.Consumer;
            _ = _dead.MoveAsync(session, arrival with { Body = arrival.Body.ToArray() }, _queue, e, () => consumer?.AckAsync([arrival.Tag]) ?? Task.CompletedTask);
            return;
        }

        var redeliveries = MessageHeaders.Redeliveries(arrival.Headers);
        for (var i = 0; i < messages.Count; i++)
            _arrived.Writer.TryWrite(new(messages[i], (number << TagBits) | (long)(i == messages.Count - 1 ? arrival.Tag : NotTheLast), redeliveries));
    }

    /// <param name="Number">Of the consumer that is, or between two of them.</param>
    private sealed record Use(long Number, Consumer? Consumer);

    private static async Task CloseAsync(IChannel channel)
    {
        try
        {
            await channel.CloseAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is OperationInterruptedException or ObjectDisposedException or IOException or OperationCanceledException or TimeoutException)
        {
            // It is closed with its connection then.
        }

        await channel.DisposeAsync();
    }
}
