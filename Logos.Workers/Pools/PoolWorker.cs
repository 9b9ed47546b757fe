using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Values;
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
        var state = new Claim(this, queue, delivery);
        try
        {
            if (task.Quarantine || task.Steps.Any(s => s.ClaimFirst))
                await state.MakeAsync();
            var running = runner.RunAsync(task, new TaskWatch { Beat = state.Note }, stop.Token);
            var outcomes = running.IsCompletedSuccessfully ? running.Result : await WatchAsync(running.AsTask(), state);
            if (grace.IsCancellationRequested)
            {
                await state.GiveBackAsync();
                return;
            }

            await Broker.ReportAsync(task.Partition, [new Report.Ended(task.Execution, task.Key, outcomes)], CancellationToken.None);
            await state.CloseAsync();
        }
        finally
        {
            _running.TryRemove(new((task.Execution, task.Key), stop));
        }
    }

    private async Task<IReadOnlyList<StepOutcome>> WatchAsync(Task<IReadOnlyList<StepOutcome>> running, Claim claim)
    {
        while (!running.IsCompleted)
        {
            using var wait = new CancellationTokenSource();
            var sign = Task.Delay(claim.IsMade ? _options.BeatEvery : _options.ClaimAfter, clock, wait.Token);
            await Task.WhenAny(running, sign);
            await wait.CancelAsync();
            if (!running.IsCompleted)
                await claim.SignAsync();
        }

        return await running;
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

    /// <summary>Who answers for a delivery: the broker until the claim, the worker from then on.</summary>
    private sealed class Claim(PoolWorker worker, ITaskQueue queue, Delivery<NodeTask> delivery)
    {
        private Value _details;

        public bool IsMade { get; private set; }

        public void Note(TaskStep step, Value details) => _details = details;

        public async Task MakeAsync()
        {
            await ReportAsync(new Report.Claimed(delivery.Message.Execution, delivery.Message.Key, worker.Name));
            await queue.AckAsync(delivery, CancellationToken.None);
            IsMade = true;
        }

        public Task SignAsync() => IsMade
            ? ReportAsync(new Report.Beat(delivery.Message.Execution, delivery.Message.Key, _details))
            : MakeAsync();

        public async Task CloseAsync()
        {
            if (!IsMade)
                await queue.AckAsync(delivery, CancellationToken.None);
        }

        // What is not claimed goes back by itself when the queue closes.
        public async Task GiveBackAsync()
        {
            if (IsMade)
                await ReportAsync(new Report.Released(delivery.Message.Execution, delivery.Message.Key));
        }

        private async Task ReportAsync(Report report) => await worker.Broker.ReportAsync(delivery.Message.Partition, [report], CancellationToken.None);
    }
}
