using System.Diagnostics.CodeAnalysis;
using Logos.Core.Messages;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// The one channel on which a process publishes. It counts its messages as the server does, and keeps the bound on what
/// is unconfirmed itself: the client's own limiter stalls at its bound.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "None of them has a handle: nobody waits for one but by tasks.")]
internal sealed class Publisher
{
    private readonly IChannel _channel;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _window;
    private readonly SemaphoreSlim _order = new(1, 1);
    private readonly Unconfirmed _unconfirmed = new();
    private readonly CancellationTokenSource _over = new();
    private Exception? _why;

    private Publisher(IChannel channel, int window, TimeProvider clock, Func<BasicReturnEventArgs, Task> returned)
    {
        (_channel, _clock, _window) = (channel, clock, new(window, window));
        channel.BasicAcksAsync += (_, ack) => Answered(ack.DeliveryTag, ack.Multiple, batch => batch.Confirm());
        channel.BasicNacksAsync += (_, nack) => Answered(nack.DeliveryTag, nack.Multiple, batch => batch.Fail(Refused()));
        // The server says so before it confirms the message: by then the session is over, and nobody takes it for safe.
        channel.BasicReturnAsync += (_, message) => returned(message);
    }

    public static async Task<Publisher> OpenAsync(IConnection connection, int window, TimeProvider clock, Func<ShutdownEventArgs, Task> closed, Func<BasicReturnEventArgs, Task> returned, CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        var channel = await connection.CreateChannelAsync(options, cancellationToken);
        channel.ChannelShutdownAsync += (_, reason) => closed(reason);
        return new(channel, window, clock, returned);
    }

    /// <summary>How long the oldest has waited for its confirm.</summary>
    public TimeSpan Waited => _unconfirmed.OldestSentAt is { } sent ? _clock.GetElapsedTime(sent) : TimeSpan.Zero;

    /// <returns>Done when all are confirmed.</returns>
    /// <exception cref="BrokerUnavailableException">The connection went before that; nobody knows what the server has.</exception>
    public async Task SendAsync(IReadOnlyList<Outgoing> messages) => await await PostAsync(messages);

    /// <returns>Done when all are on their way; the result is done when they are confirmed.</returns>
    public async Task<Task> PostAsync(IReadOnlyList<Outgoing> messages)
    {
        var batch = new Batch(messages.Count, _clock.GetTimestamp());
        try
        {
            foreach (var message in messages)
            {
                await _window.WaitAsync(_over.Token);
                await _order.WaitAsync(_over.Token);
                try
                {
                    await PostAsync(message, batch);
                }
                finally
                {
                    _order.Release();
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            throw _why!;
        }

        return batch.Done;
    }

    /// <summary>Whoever waits hears that it was in vain.</summary>
    public void End(Exception why)
    {
        Interlocked.CompareExchange(ref _why, why, null);
        _over.Cancel();
        _unconfirmed.End(_why);
    }

    private async Task PostAsync(Outgoing message, Batch batch)
    {
        _unconfirmed.Add(batch);
        try
        {
            var properties = new BasicProperties { Persistent = message.IsKept, ContentType = "application/json", Headers = message.Headers };
            await _channel.BasicPublishAsync(message.Exchange, message.RoutingKey, mandatory: message.IsKept, properties, message.Body, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whether it went out is not known, and with it not how the server counts from here on.
            End(new BrokerUnavailableException("The connection to RabbitMQ ended while something was published.", e));
            throw _why!;
        }
    }

    private Task Answered(ulong number, bool andAllBefore, Action<Batch> each)
    {
        if (_unconfirmed.Answer(number, andAllBefore, each) is var answered and > 0)
            _window.Release(answered);
        return Task.CompletedTask;
    }

    private static BrokerUnavailableException Refused() => new($"{RabbitMqCodes.BrokerNotTaking}: RabbitMQ refused a message: a limit of its queue may have been reached.");
}
