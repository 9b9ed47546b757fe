using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Logos.Core.Work;

namespace Logos.Adapters.Channels;

/// <summary>
/// The broker within one process. What a reader takes is its own until it acknowledges; when the reader
/// closes, the rest goes back to the front of the queue and counts one delivery more, as with a real one.
/// </summary>
public sealed class ChannelBroker : IWorkBroker
{
    private readonly ConcurrentDictionary<(Pool Pool, bool Quarantine), DeliveryQueue<TaskMessage>> _tasks = new();
    private readonly ConcurrentDictionary<int, DeliveryQueue<Report>> _inboxes = new();
    private readonly Lock _gate = new();
    private readonly List<Action<Guid, TaskKey>> _stopped = [];
    private readonly ConcurrentQueue<BuriedTask> _buried = new();

    /// <summary>It lives and dies with the process, and so with what its owners know of it.</summary>
    public long Generation => 1;

    public bool IsConnected => true;

    /// <summary>What nobody may run again, for people to look at.</summary>
    public IReadOnlyCollection<BuriedTask> Buried => _buried;

    /// <summary>Which pool runs a type; what nobody has registered goes to io, whose workers then say that they do not know it.</summary>
    public required Func<string, Pool> PoolOf { get; init; }

    public ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages)
            Queue(PoolOf(message.First.Steps[0].Type), message.Quarantine).Add(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var inbox = Inbox(partition);
        foreach (var report in reports)
            inbox.Add(report);
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        Action<Guid, TaskKey>[] listeners;
        lock (_gate)
            listeners = [.. _stopped];
        foreach (var (execution, task) in tasks)
        {
            foreach (var listener in listeners)
                listener(execution, task);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken)
    {
        _buried.Enqueue(new(execution, task, failure));
        return ValueTask.CompletedTask;
    }

    public IInbox OpenInbox(int partition) => new InboxReader(Inbox(partition));

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => new TaskReader(Queue(pool, quarantine));

    public IDisposable OnStop(Action<Guid, TaskKey> stopped)
    {
        lock (_gate)
            _stopped.Add(stopped);
        return new Unsubscription(this, stopped);
    }

    /// <summary>How many messages wait, by the names of their queues.</summary>
    public IEnumerable<KeyValuePair<string, long>> Depths()
    {
        foreach (var pool in QueueNames.Pools)
        {
            yield return new(QueueNames.Tasks(pool, quarantine: false), Queue(pool, false).Count);
            yield return new(QueueNames.Tasks(pool, quarantine: true), Queue(pool, true).Count);
        }

        yield return new(QueueNames.Dead, _buried.Count);
    }

    /// <summary>How many messages wait for a pool.</summary>
    public int Depth(Pool pool) => Queue(pool, false).Count + Queue(pool, true).Count;

    private DeliveryQueue<TaskMessage> Queue(Pool pool, bool quarantine) => _tasks.GetOrAdd((pool, quarantine), _ => new());

    private DeliveryQueue<Report> Inbox(int partition) => _inboxes.GetOrAdd(partition, _ => new());

    private sealed class InboxReader(DeliveryQueue<Report> queue) : IInbox
    {
        private readonly Unacknowledged<Report> _mine = new(queue);

        public async ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken) =>
            _mine.Take(await queue.ReadAsync(max, cancellationToken));

        public ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken)
        {
            _mine.Acknowledge(deliveries);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _mine.GiveBack();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class TaskReader(DeliveryQueue<TaskMessage> queue) : ITaskQueue
    {
        private readonly Unacknowledged<TaskMessage> _mine = new(queue);

        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken) =>
            _mine.Take(await queue.ReadAsync(1, cancellationToken))[0];

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken)
        {
            _mine.Acknowledge([delivery]);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            _mine.GiveBack();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Unsubscription(ChannelBroker broker, Action<Guid, TaskKey> stopped) : IDisposable
    {
        public void Dispose()
        {
            lock (broker._gate)
                broker._stopped.Remove(stopped);
        }
    }
}

public sealed record BuriedTask(Guid Execution, TaskKey Task, Failure Failure);
