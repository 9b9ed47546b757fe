using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Workers.Running;

namespace Logos.Workers.Pools;

/// <summary>Takes the tasks of one pool, runs them, and tells their owners. Acknowledges only what has been told.</summary>
public sealed class PoolWorker(Pool pool, IWorkBroker broker, TaskRunner runner, TimeProvider clock, string name, PoolOptions? options = null)
{
    private readonly PoolOptions _options = options ?? PoolOptions.Default;
    private readonly ConcurrentDictionary<(Guid Execution, TaskKey Task), CancellationTokenSource> _running = new();

    private string Name { get; } = name;

    private IWorkBroker Broker { get; } = broker;

    /// <summary>Runs until it is cancelled; then takes nothing new, and gives what runs its grace.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stops = Broker.OnStop(Stop);
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var down = cancellationToken.Register(() => grace.CancelAfter(_options.Grace));
        var slots = Enumerable.Range(0, _options.Slots).Select(_ => TakeAsync(quarantine: false, cancellationToken, grace.Token));
        await Task.WhenAll([.. slots, TakeAsync(quarantine: true, cancellationToken, grace.Token)]);
    }

    private async Task TakeAsync(bool quarantine, CancellationToken cancellationToken, CancellationToken grace)
    {
        await using var queue = Broker.OpenQueue(pool, quarantine, prefetch: 1);
        while (!cancellationToken.IsCancellationRequested)
        {
            Delivery<NodeTask> delivery;
            try
            {
                delivery = await queue.ReadAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (!quarantine && delivery.Redeliveries >= _options.QuarantineFrom)
            {
                // It may be what took its workers down: neighbours must not be convicted with it.
                await Broker.PublishAsync([delivery.Message with { Quarantine = true }], CancellationToken.None);
                await queue.AckAsync(delivery, CancellationToken.None);
                continue;
            }

            await HandleAsync(queue, delivery, grace);
        }
    }

    private async Task HandleAsync(ITaskQueue queue, Delivery<NodeTask> delivery, CancellationToken grace)
    {
        var task = delivery.Message;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(grace);
        // The same attempt may be here twice, after the broker has handed it out again: the newer one is the one to stop.
        _running[(task.Execution, task.Key)] = stop;
        await using var claim = new Claim(Broker, queue, delivery, Name, _options, clock);
        try
        {
            if (task.Quarantine || task.Steps.Any(s => s.ClaimFirst))
                await claim.MakeAsync();
            claim.Watch();
            var outcomes = await runner.RunAsync(task, new TaskWatch { Resume = task.Resume, Beat = claim.Note }, stop.Token);
            // What had ended when the worker was told to go down is told; only what was cut short goes back.
            if (grace.IsCancellationRequested && outcomes[^1].Outcome is Outcome.Failed { Failure.Kind: FailureKind.Canceled })
            {
                await claim.GiveBackAsync();
                return;
            }

            await Broker.ReportAsync(task.Partition, [new Report.Ended(task.Execution, task.Key, outcomes)], CancellationToken.None);
            await claim.CloseAsync();
        }
        finally
        {
            _running.TryRemove(new((task.Execution, task.Key), stop));
        }
    }

    private void Stop(Guid execution, TaskKey task)
    {
        if (!_running.TryGetValue((execution, task), out var stop))
            return;
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended while it was being told to.
        }
    }
}
