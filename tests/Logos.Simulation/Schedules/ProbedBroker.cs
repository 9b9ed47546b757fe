using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Simulation.Brokers;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Schedules;

/// <summary>The channels, with somebody who looks on.</summary>
internal sealed class ProbedBroker(IWorkBroker broker, EmbeddedShape shape, SimulatedProcess process) : IWorkBroker
{
    private readonly Simulator _simulator = process.Simulator;

    public long Generation => broker.Generation;

    public bool IsConnected => broker.IsConnected;

    public async ValueTask PublishAsync(IReadOnlyList<TaskMessage> tasks, CancellationToken cancellationToken)
    {
        _simulator.Tell(process.Name, _simulator.Trace.IsOn ? $"publishes {string.Join(", ", tasks.Select(TaskText.Of))}" : "");
        await broker.PublishAsync(tasks, cancellationToken);
        foreach (var task in tasks)
        {
            shape.Schedule.Ledger.Seen(task);
            if (shape.Crash.Strikes(CrashMoment.BeforeConfirm, task))
            {
                shape.DieByPlan();
                await new TaskCompletionSource().Task;
            }

            if (shape.Crash.Strikes(CrashMoment.AfterPublish, task))
                _simulator.After(TimeSpan.FromMilliseconds(20), shape.DieByPlan);
        }
    }

    public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken)
    {
        _simulator.Tell(process.Name, _simulator.Trace.IsOn ? $"reports to p{partition}: {string.Join(", ", reports.Select(TaskText.Of))}" : "");
        return broker.ReportAsync(partition, reports, cancellationToken);
    }

    public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken)
    {
        // Told from outside of everybody's context: a handler that stops goes on where it was told.
        process.Enqueue(() => broker.StopAsync(tasks, default).AsTask());
        return ValueTask.CompletedTask;
    }

    public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

    public IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

    public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => broker.OpenQueue(pool, quarantine, prefetch);

    public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);
}
