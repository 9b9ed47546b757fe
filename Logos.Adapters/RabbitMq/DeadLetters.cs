using Logos.Adapters.RabbitMq.Bodies;
using Logos.Core.Messages;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>Where messages lie that nobody can read, and tasks that nobody may run again.</summary>
internal sealed class DeadLetters(Link link)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The copy is safe before the message is acknowledged. A session that ends meanwhile brings it again.</summary>
    public async Task MoveAsync(Session session, Arrival arrival, string queue, UnreadableMessageException why, Func<Task> ack)
    {
        link.Log.Unreadable(why.Code, queue, why.Message);
        var headers = new Dictionary<string, object?>(arrival.Headers ?? new Dictionary<string, object?>())
        {
            [MessageHeaders.Code] = why.Code,
            [MessageHeaders.Reason] = why.Message,
            [MessageHeaders.Queue] = queue,
        };
        headers.Remove(MessageHeaders.DeliveryCount);
        while (!session.Ended.IsCompleted)
        {
            try
            {
                await session.Publisher.SendAsync([new("", link.Topology.Dead, arrival.Body) { Headers = headers }]);
                await ack();
                return;
            }
            catch (BrokerUnavailableException)
            {
                // Refused, where the session is not over: it is held back until there is room, and never dropped.
                await Task.WhenAny(session.Ended, Task.Delay(Pause, link.Clock));
            }
            catch (Exception e) when (e is OperationInterruptedException or ObjectDisposedException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }
}
