using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Orchestrator.Testing;

/// <summary>The broker, which also tells how many workers have something in hand: from the task that they take to their asking for the next.</summary>
internal sealed class StillBroker(IWorkBroker broker, Stillness stillness) : IWorkBroker
{
    public long Generation => broker.Generation;

    public bool IsConnected => broker.IsConnected;

    public ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken) => broker.PublishAsync(messages, cancellationToken);

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) => broker.ReportAsync(partition, reports, cancellationToken);

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken) => broker.StopAsync(tasks, cancellationToken);

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

    public IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => new Reader(broker.OpenQueue(pool, quarantine, prefetch), stillness);

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);

    private sealed class Reader(ITaskQueue queue, Stillness stillness) : ITaskQueue
    {
        private bool _isBusy;

        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken)
        {
            Free();
            var delivery = await queue.ReadAsync(cancellationToken);
            _isBusy = true;
            stillness.Busy(+1);
            return delivery;
        }

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken) => queue.AckAsync(delivery, cancellationToken);

        public ValueTask DisposeAsync()
        {
            Free();
            return queue.DisposeAsync();
        }

        private void Free()
        {
            if (!_isBusy)
                return;
            _isBusy = false;
            stillness.Busy(-1);
        }
    }
}
