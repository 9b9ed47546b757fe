using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Workers.Running;

namespace Logos.Workers.Pools;

/// <summary>Takes the tasks of one pool, runs them, and tells their owners. Acknowledges only what has been told.</summary>
public sealed class PoolWorker(Pool pool, IWorkBroker broker, TaskRunner runner, TimeProvider clock, string name, PoolOptions? options = null, PoolMeters? meters = null)
{
    private readonly PoolOptions _options = options ?? PoolOptions.Default;
    private readonly ConcurrentDictionary<(Guid Execution, TaskKey Task), CancellationTokenSource> _running = new();

    private readonly PoolMeter? _meter = meters?.Of(pool);

    private string Name { get; } = name;

    private IWorkBroker Broker { get; } = broker;

    /// <summary>Runs until it is cancelled; then takes nothing new, and gives what runs its grace.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stops = Broker.OnStop(Stop);
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var down = cancellationToken.Register(() => grace.CancelAfter(_options.Grace));
        await Task.WhenAll(Enumerable.Range(0, _options.Slots + 1).Select(slot => SlotAsync(quarantine: slot == _options.Slots)).ToArray());

        // A pool that lacks a slot works on as if nothing were: with the first that fails all end, and whoever runs the pool hears of it.
        async Task SlotAsync(bool quarantine)
        {
            try
            {
                await TakeAsync(quarantine, over.Token, grace.Token);
            }
            catch
            {
                await over.CancelAsync();
                await grace.CancelAsync();
                throw;
            }
        }
    }

    private async Task TakeAsync(bool quarantine, CancellationToken cancellationToken, CancellationToken grace)
    {
        await using var queue = Broker.OpenQueue(pool, quarantine, prefetch: 1);
        var patient = new PatientBroker(Broker, clock, grace);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                if (await patient.ReadAsync(queue, cancellationToken) is not { } delivery)
                    continue;
                _meter?.Took(quarantine, delivery.Message.Count, delivery.Message.First.DispatchedAt);
                if (Instead(delivery, quarantine) is { } instead)
                {
                    await patient.PublishAsync(instead);
                    await PatientBroker.AckAsync(queue, delivery);
                    continue;
                }

                await HandleAsync(patient, queue, delivery, grace);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Going down. What could not be told to the broker was not acknowledged either, and comes again.
        }
    }

    // What came back may be what took its workers down: neighbours must not be convicted with it.
    private IReadOnlyList<TaskMessage>? Instead(Delivery<TaskMessage> delivery, bool quarantine)
    {
        var message = delivery.Message;
        if (delivery.Redeliveries > 0 && message.IsBundle)
            return message.Singly(0);
        return !quarantine && delivery.Redeliveries >= _options.QuarantineFrom ? [message.First with { Quarantine = true }] : null;
    }

    private async Task HandleAsync(PatientBroker patient, ITaskQueue queue, Delivery<TaskMessage> delivery, CancellationToken grace)
    {
        var message = delivery.Message;
        await using var claim = new Claim(patient, queue, delivery, Name, _options, clock);
        if (message.Quarantine || message.First.Steps.Any(s => s.ClaimFirst))
            await claim.MakeAsync(0);
        claim.Watch();
        var began = clock.GetTimestamp();
        var next = 0;
        do
        {
            if (!await RunAsync(message[next], next, claim, grace))
            {
                await claim.GiveBackAsync(next);
                return;
            }

            next++;
        }
        while (next < message.Count && !claim.IsMade && clock.GetElapsedTime(began) < _options.BundleTime);

        await claim.CloseAsync(next);
    }

    /// <returns>False when the worker has to go down before the task has ended.</returns>
    private async ValueTask<bool> RunAsync(NodeTask task, int index, Claim claim, CancellationToken grace)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(grace);
        // The same attempt may be here twice, after the broker has handed it out again: the newer one is the one to stop.
        _running[(task.Execution, task.Key)] = stop;
        Report.Ended? report = null;
        _meter?.Begin();
        try
        {
            claim.Begin(index);
            var outcomes = await runner.RunAsync(task, new TaskWatch { Resume = task.Resume, Beat = claim.Note }, stop.Token);
            // What had ended when the worker was told to go down is told; only what was cut short goes back.
            if (!grace.IsCancellationRequested || outcomes[^1].Outcome is not Outcome.Failed { Failure.Kind: FailureKind.Canceled })
                report = new(task.Execution, task.Key, outcomes) { TraceParent = task.TraceParent, RequestId = task.RequestId };
        }
        finally
        {
            _meter?.End(report);
            await claim.EndAsync(report);
            _running.TryRemove(new((task.Execution, task.Key), stop));
        }

        return report is not null;
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
