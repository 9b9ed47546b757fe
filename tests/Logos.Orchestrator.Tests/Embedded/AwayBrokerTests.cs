using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;

namespace Logos.Orchestrator.Tests.Embedded;

public sealed class AwayBrokerTests : IDisposable
{
    private const string Chain = """
        name: chain
        inputs: { n: { type: integer } }
        nodes:
          a: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
          b: { type: assert, needs: [a], when: a > 0, with: { checks: [{ that: "a == inputs.n + 1" }] } }
          c: { type: rule, foreach: { items: "${{ [1, 2, 3] }}" }, needs: [b], with: { output: "${{ item + inputs.n }}" } }
          d: { type: rule, needs: [c], join: done, with: { output: "${{ sum(c) }}" } }
        outputs: { n: "${{ d }}" }
        """;

    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_broker_that_fails_at_times_loses_nothing()
    {
        FailingBroker? failing = null;
        var options = Engines.Options(_folder.Path, null, Chain) with
        {
            Broker = broker => failing = new(broker),
            Orchestration = OrchestrationOptions.Default with { PollInterval = TimeSpan.FromMilliseconds(10), Execution = ExecutionOptions.Default with { Fusing = false } },
        };
        await using var engine = EmbeddedEngine.Start(options);
        var watches = new List<ExecutionWatch>();
        for (var n = 0; n < 20; n++)
            watches.Add(await engine.SubmitAsync("chain", Engines.Inputs($"{{\"n\": {n}}}"), cancellationToken: Token));

        foreach (var (n, watch) in watches.Index())
        {
            await foreach (var _ in watch.Changes.ReadAllAsync(Token))
            {
            }

            var ended = (await engine.TreeAsync(watch.Head.Id)).Single();
            Assert.Equal((ExecutionStatus.Completed, $"{{\"n\":{6 + (3 * n)}}}"), (ended.Row.Status, ended.Row.Results!.Read().ToJson()));
            watch.Dispose();
        }

        Assert.True(failing!.Failures > 10, $"{failing.Failures} failures");
    }

    [Fact]
    public async Task A_loop_that_is_cancelled_though_nobody_asked_brings_the_engine_down_and_whoever_waits_hears_of_it()
    {
        await using var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, Chain) with { Broker = broker => new FailingBroker(broker) { Failure = new OperationCanceledException("stray") } });
        using var watch = await engine.SubmitAsync("chain", Engines.Inputs("{\"n\": 1}"), cancellationToken: Token);

        var reason = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in watch.Changes.ReadAllAsync(Token))
            {
            }
        });

        Assert.Equal("stray", reason.InnerException!.Message);
        Assert.Same(reason, await engine.WhenBroken);
    }

    /// <summary>Refuses each seventh message; or takes it, and does not say so.</summary>
    private sealed class FailingBroker(IWorkBroker broker) : IWorkBroker
    {
        private int _calls;
        private int _failures;

        /// <summary>What publishing throws, always.</summary>
        public Exception? Failure { get; init; }

        public int Failures => Volatile.Read(ref _failures);

        public long Generation => broker.Generation;

        public bool IsConnected => broker.IsConnected;

        public ValueTask PublishAsync(IReadOnlyList<TaskMessage> messages, CancellationToken cancellationToken) =>
            Failure is null ? TryAsync(() => broker.PublishAsync(messages, cancellationToken)) : throw Failure;

        public ValueTask ReportAsync(int partition, IReadOnlyList<Report> reports, CancellationToken cancellationToken) => TryAsync(() => broker.ReportAsync(partition, reports, cancellationToken));

        public ValueTask StopAsync(IReadOnlyList<(Guid Execution, TaskKey Task)> tasks, CancellationToken cancellationToken) => broker.StopAsync(tasks, cancellationToken);

        public ValueTask BuryAsync(Guid execution, TaskKey task, Failure failure, CancellationToken cancellationToken) => broker.BuryAsync(execution, task, failure, cancellationToken);

        public IInbox OpenInbox(int partition) => broker.OpenInbox(partition);

        public ITaskQueue OpenQueue(Pool pool, bool quarantine, int prefetch) => broker.OpenQueue(pool, quarantine, prefetch);

        public IDisposable OnStop(Action<Guid, TaskKey> stopped) => broker.OnStop(stopped);

        private async ValueTask TryAsync(Func<ValueTask> say)
        {
            var call = Interlocked.Increment(ref _calls);
            if (call % 14 != 0)
                await say();
            if (call % 7 != 0)
                return;
            Interlocked.Increment(ref _failures);
            // Not at once: meanwhile the owner goes on.
            await Task.Yield();
            throw new BrokerUnavailableException("away");
        }
    }
}
