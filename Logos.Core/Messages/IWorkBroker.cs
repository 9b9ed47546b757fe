using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;

namespace Logos.Core.Messages;

/// <summary>
/// Carries tasks to workers and reports to owners. It wakes people up and is never the truth: what it loses
/// costs time, and what it repeats is recognised. While it is away its methods may wait, or throw
/// <see cref="BrokerUnavailableException"/>; whoever calls then says it again.
/// </summary>
public interface IWorkBroker
{
    /// <summary>Rises when the broker has lost all that it held: what was published before is not there any more.</summary>
    long Generation { get; }

    /// <summary>False while messages cannot arrive: then nobody's silence means anything.</summary>
    bool IsConnected { get; }

    /// <summary>Done when every message is safe with the broker.</summary>
    ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken);

    /// <summary>Done when every report is safe with the broker.</summary>
    ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken);

    /// <summary>Tells every worker that nobody waits for these any more. Best effort.</summary>
    ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken);

    /// <summary>Keeps a task that nobody may run again.</summary>
    ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken);

    IInbox OpenInbox(int partition);

    ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch);

    /// <summary>Is called for each task that somebody stopped; ends with the returned object.</summary>
    IDisposable OnStop(Action<Guid, TaskKey> stopped);
}

/// <summary>The reports of one partition. What is not acknowledged when it closes comes again.</summary>
public interface IInbox : IAsyncDisposable
{
    /// <summary>Waits for at least one, and takes what is there.</summary>
    ValueTask<IReadOnlyList<Delivery<Report>>> ReadAsync(int max, CancellationToken cancellationToken);

    ValueTask AckAsync(IReadOnlyList<Delivery<Report>> deliveries, CancellationToken cancellationToken);
}

/// <summary>The messages to one pool. What is not acknowledged when it closes comes again.</summary>
public interface ITaskQueue : IAsyncDisposable
{
    ValueTask<Delivery<TaskMessage>> ReadAsync(CancellationToken cancellationToken);

    ValueTask AckAsync(Delivery<TaskMessage> delivery, CancellationToken cancellationToken);
}
