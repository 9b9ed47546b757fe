using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Has a task at once, and says so only when the test lets it.</summary>
internal sealed class SlowBroker(IWorkBroker broker) : IWorkBroker
{
    private readonly TaskCompletionSource _confirms = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<Guid> Published { get; } = new();

    public Task First => _first.Task;

    public long Generation => broker.Generation;

    public bool IsConnected => broker.IsConnected;

    public void Confirm() => _confirms.TrySetResult();

    public async ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
            Published.Enqueue(message.First.Execution);
        _first.TrySetResult();
        await _confirms.Task.WaitAsync(cancellationToken);
    }

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) => broker.ReportAsync(partition, reports, cancellationToken);

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken) => broker.StopAsync(tasks, cancellationToken);

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

    public IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => broker.OpenQueue(pool, quarantine, prefetch);

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);
}
