using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Workers.Tests.Pools;

/// <summary>A broker that can be away, and tells how often it was asked in vain.</summary>
internal sealed class AwayBroker(IWorkBroker broker) : IWorkBroker, IDisposable
{
    private readonly SemaphoreSlim _refused = new(0);
    private volatile bool _isAway;
    private int _losesReads;
    private int _acks;

    /// <summary>How many messages have been acknowledged.</summary>
    public int Acks => Volatile.Read(ref _acks);

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>So many times reading fails too.</summary>
    public void LoseReads(int count) => _losesReads = count;

    public long Generation => broker.Generation;

    public bool IsConnected => !IsAway;

    /// <summary>Somebody has asked it in vain since this was last awaited.</summary>
    public Task RefusedAsync() => _refused.WaitAsync(TestContext.Current.CancellationToken);

    public ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken) => IsAway ? Refuse() : broker.PublishAsync(messages, cancellationToken);

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) => IsAway ? Refuse() : broker.ReportAsync(partition, reports, cancellationToken);

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken) => broker.StopAsync(tasks, cancellationToken);

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

    public IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => new Queue(broker.OpenQueue(pool, quarantine, prefetch), this);

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);

    public void Dispose() => _refused.Dispose();

    private ValueTask Refuse()
    {
        _refused.Release();
        return ValueTask.FromException(new BrokerUnavailableException("away"));
    }

    private sealed class Queue(ITaskQueue queue, AwayBroker broker) : ITaskQueue
    {
        public async ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref broker._losesReads) >= 0)
                await broker.Refuse();
            return await queue.ReadAsync(cancellationToken);
        }

        public ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref broker._acks);
            return broker.IsAway ? broker.Refuse() : queue.AckAsync(delivery, cancellationToken);
        }

        public ValueTask DisposeAsync() => queue.DisposeAsync();
    }
}
