using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Simulation.Schedules;

/// <summary>Brokers as a careless engine would use them: for the proof that the simulator sees it.</summary>
public abstract class FaultyBroker(IWorkBroker broker) : IWorkBroker
{
    public virtual long Generation => broker.Generation;

    public bool IsConnected => broker.IsConnected;

    public virtual ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken) => broker.PublishAsync(messages, cancellationToken);

    public virtual ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) => broker.ReportAsync(partition, reports, cancellationToken);

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken) => broker.StopAsync(tasks, cancellationToken);

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

    public virtual IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

    public virtual ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => broker.OpenQueue(pool, quarantine, prefetch);

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);
}

/// <summary>An owner that acknowledges what it has heard before it has committed it.</summary>
public sealed class EarlyInboxAck(IWorkBroker broker) : FaultyBroker(broker)
{
    public override IInbox OpenInbox(int partition) => new Inbox(base.OpenInbox(partition));

    private sealed class Inbox(IInbox inbox) : IInbox
    {
        public async ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken)
        {
            var read = await inbox.ReadAsync(max, cancellationToken);
            await inbox.AckAsync(read, cancellationToken);
            return read;
        }

        public ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => inbox.DisposeAsync();
    }
}

/// <summary>A worker that acknowledges a task before it has run it.</summary>
public sealed class EarlyTaskAck(IWorkBroker broker) : FaultyBroker(broker)
{
    public override ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => new Queue(base.OpenQueue(pool, quarantine, prefetch));

    private sealed class Queue(ITaskQueue queue) : ITaskQueue
    {
        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken)
        {
            var read = await queue.ReadAsync(cancellationToken);
            await queue.AckAsync(read, cancellationToken);
            return read;
        }

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => queue.DisposeAsync();
    }
}

/// <summary>An owner that takes a late or repeated result for that of the attempt which runs now.</summary>
public sealed class AnyAttempt(IWorkBroker broker, Schedule schedule) : FaultyBroker(broker)
{
    public override IInbox OpenInbox(int partition) => new Inbox(base.OpenInbox(partition), schedule);

    private sealed class Inbox(IInbox inbox, Schedule schedule) : IInbox
    {
        public async ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken) =>
            [.. (await inbox.ReadAsync(max, cancellationToken)).Select(d => d with { Message = AsOfNow(d.Message) })];

        public ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken) => inbox.AckAsync(deliveries, cancellationToken);

        public ValueTask DisposeAsync() => inbox.DisposeAsync();

        private Report AsOfNow(Report report)
        {
            if (report is not Report.Ended { Task.Item: TaskKey.NoItem, Task.Purpose: TaskPurpose.Run } ended || schedule.Tables.Head(report.Execution) is not { } head)
                return report;
            var node = schedule.Tables.Node(report.Execution, schedule.NodeOf(head.Graph, ended.Task.Node));
            return node is null ? report : ended with { Task = ended.Task with { Attempt = node.Attempt } };
        }
    }
}

/// <summary>An owner that does not hear that the broker has lost everything.</summary>
public sealed class DeafToLoss(IWorkBroker broker) : FaultyBroker(broker)
{
    public override long Generation => 1;
}

/// <summary>A worker or owner that does not wait for the broker's word that it has a message.</summary>
public sealed class Unconfirmed(IWorkBroker broker, Schedule schedule) : FaultyBroker(broker)
{
    public override ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken) =>
        Dropped() ? ValueTask.CompletedTask : base.PublishAsync(messages, cancellationToken);

    public override ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) =>
        Dropped() ? ValueTask.CompletedTask : base.ReportAsync(partition, reports, cancellationToken);

    private bool Dropped() => schedule.Simulator.Chance(50);
}
