using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Faults;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Testing;

/// <summary>
/// The engine for unit tests of graphs and handlers: the same loops, a journal in memory, and a clock that jumps over
/// every wait. Nodes that reach outside are stubbed.
/// </summary>
public sealed class LogosTestHost : IAsyncDisposable
{
    // Far enough apart that a wait of a year is a few hundred looks into the store.
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly EmbeddedEngine _engine;
    private readonly IReadOnlyDictionary<string, GraphPlan> _plans;
    private readonly TestClock _clock;
    private readonly Stillness _stillness;
    private readonly StubBook _book;
    private readonly List<TestSignal> _signals;
    private readonly TimeSpan _patience;
    private readonly IAsyncDisposable _services;

    internal LogosTestHost(IReadOnlyDictionary<string, GraphPlan> plans, NodeHandlers handlers, ISecretSource secrets, TestClock clock, Stillness stillness, StubBook book, List<TestSignal> signals, TimeSpan patience, IAsyncDisposable services)
    {
        (_plans, _clock, _stillness, _book, _signals, _patience, _services) = (plans, clock, stillness, book, signals, patience, services);
        _engine = EmbeddedEngine.Start(new()
        {
            Folder = "memory",
            Disk = new MemoryDisk(),
            Graphs = plans,
            Handlers = handlers,
            Secrets = secrets,
            Clock = clock,
            Grace = TimeSpan.Zero,
            // Nobody dies here: signs of life would only be timers to stop at.
            Pools = PoolOptions.Default with { ClaimAfter = Day, BeatEvery = Day },
            Orchestration = OrchestrationOptions.Default with { PollInterval = Day, LeaseRenewal = Day, LeaseTime = 3 * Day, Silence = 3 * Day },
            // A node that waits by the clock keeps its place: there have to be enough of them.
            Slots = EmbeddedNodes.Pools.ToDictionary(pool => pool, _ => 64),
            Journal = new() { SegmentSize = 64 * 1024, Scheduler = stillness.Pump },
            Keeping = StoreOptions.Standard with { RestAfter = Day, Retention = Retention.Everything },
            Scheduler = stillness.Pump,
            SweepEvery = Day,
            Broker = broker => new StillBroker(broker, stillness),
        });
    }

    /// <summary>The test's time.</summary>
    public TimeProvider Clock => _clock;

    /// <exception cref="GraphsRefusedException">A graph has faults.</exception>
    /// <exception cref="ArgumentException">A stub is for a node that is not there.</exception>
    public static LogosTestHost Create(Action<LogosTestBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var builder = new LogosTestBuilder();
        build(builder);
        return builder.Build();
    }

    /// <summary>Runs a graph to its end, or until nothing in it can go on by itself.</summary>
    /// <exception cref="ExecutionRefusedException">There is no such graph, or it does not take these inputs.</exception>
    /// <exception cref="TimeoutException">A handler has kept it from going on for longer than the builder's patience.</exception>
    public async Task<TestRun> RunAsync(string graph, object? inputs = null, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (!_plans.TryGetValue(graph, out var plan))
            throw new ExecutionRefusedException(graph, [GraphCatalog.Missing(graph, [.. _plans.Keys])]);
        if (InputBinding.Bind(plan.Definition, LogosEngine.ToInputs(inputs), out var faults) is not { } bound)
            throw new ExecutionRefusedException(graph, faults);
        using var watch = await _engine.SubmitAsync(graph, bound, within, cancellationToken);
        return await GoOnAsync(watch.Head.Id, cancellationToken);
    }

    /// <summary>Gives an execution what a node of it waits for, and goes on with it.</summary>
    /// <param name="run">How it stood.</param>
    /// <param name="name">The signal's, or the approval's node.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="caller">Who answers: an approval's <c>approvers</c> hold for them. Null for somebody who may answer everything.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">It was refused; the message says why.</exception>
    public Task<TestRun> SignalAsync(TestRun run, string name, object? payload = null, Caller? caller = null, CancellationToken cancellationToken = default) =>
        AskAsync(run, CommandKind.Signal, name, NodeJson.ToValue(payload), caller, cancellationToken);

    public Task<TestRun> CancelAsync(TestRun run, string reason = "cancelled", CancellationToken cancellationToken = default) =>
        AskAsync(run, CommandKind.Cancel, reason, Value.Null, null, cancellationToken);

    /// <summary>Tries again what failed, and goes on.</summary>
    public Task<TestRun> RetryAsync(TestRun run, CancellationToken cancellationToken = default) =>
        AskAsync(run, CommandKind.Retry, null, Value.Null, null, cancellationToken);

    /// <summary>Runs again from the beginning, as an execution of its own.</summary>
    /// <exception cref="RepetitionRefusedException">It has not ended, or belongs to another one.</exception>
    public async Task<TestRun> RerunAsync(TestRun run, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var watch = await _engine.RerunAsync(run.Id, cancellationToken);
        return await GoOnAsync(watch.Head.Id, cancellationToken);
    }

    /// <summary>Runs a node and all behind it again, as an execution of its own that takes over the rest.</summary>
    /// <param name="run">What has ended.</param>
    /// <param name="node">Where it begins.</param>
    /// <param name="inputs">Those that take the place of the ones before; the others stay.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RepetitionRefusedException">It has not ended, or cannot be forked there or with these inputs.</exception>
    public async Task<TestRun> ForkAsync(TestRun run, string node, object? inputs = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var watch = await _engine.ForkAsync(run.Id, node, LogosEngine.ToInputs(inputs), cancellationToken);
        return await GoOnAsync(watch.Head.Id, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        var down = _engine.DisposeAsync().AsTask();
        // What still runs is given no time, but that too is by the clock.
        while (await Task.WhenAny(down, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System)) != down)
            _clock.AdvanceToNext();
        await down;
        await _services.DisposeAsync();
    }

    private async Task<TestRun> AskAsync(TestRun run, CommandKind kind, string? name, Value payload, Caller? caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var answer = await _engine.AskAsync(run.Id, kind, name, payload, caller, cancellationToken);
        if (answer is not { Status: 200 })
            throw new InvalidOperationException($"{answer?.Code}: {answer?.Message}");
        return await GoOnAsync(run.Id, cancellationToken);
    }

    private async Task<TestRun> GoOnAsync(Guid root, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await _stillness.ReachAsync(_clock, _patience, cancellationToken))
                throw new TimeoutException($"{HostCodes.TestStuck}: a handler has kept the test from going on for {_patience.TotalSeconds:0} s");
            // One picture of all: nothing can change while the clock stands and nobody runs.
            var tree = await _engine.TreeAsync(root);
            if (tree.FirstOrDefault(execution => execution.Head.Id == root) is not { } head)
            {
                // Its owner has not taken it up, and looks again after a while of this clock.
                _clock.AdvanceToNext();
                continue;
            }

            var open = tree.Where(execution => !execution.Row.Status.IsEnd()).ToList();
            var began = head.Head.CreatedAt;
            if (head.Row.Status.IsEnd() && !IsUndoing(tree))
                return await ResultAsync(head, tree, cancellationToken);
            var waiting = open.SelectMany(execution => execution.Nodes.Where(node => node is { Status: NodeStatus.Running, Signal: not null }).Select(node => (execution.Head.Id, Name: node.Signal!))).ToList();
            if (await AnswerAsync(waiting, began, cancellationToken))
                continue;
            var next = _signals.Where(signal => waiting.Any(each => each.Name == signal.Name)).Select(signal => (DateTimeOffset?)(began + signal.After)).Min();
            if (next is null && _stillness.Waiting == 0 && !_clock.HandlerWaits && !open.Any(HasTimer) && !IsUndoing(tree))
                return await ResultAsync(head, tree, cancellationToken);
            _clock.AdvanceToNext(next);
        }
    }

    private async Task<bool> AnswerAsync(List<(Guid Execution, string Name)> waiting, DateTimeOffset began, CancellationToken cancellationToken)
    {
        foreach (var (execution, name) in waiting)
        {
            var at = _signals.FindIndex(signal => signal.Name == name && began + signal.After <= _clock.GetUtcNow());
            if (at < 0)
                continue;
            var signal = _signals[at];
            _signals.RemoveAt(at);
            await _engine.AskAsync(execution, CommandKind.Signal, name, signal.Payload, cancellationToken: cancellationToken);
            return true;
        }

        return false;
    }

    private async ValueTask<TestRun> ResultAsync(StoredExecution head, IReadOnlyList<StoredExecution> tree, CancellationToken cancellationToken)
    {
        var ids = tree.Select(execution => execution.Head.Id).ToHashSet();
        return new(await ExecutionInfo.OfAsync(head, _engine, cancellationToken), [.. _book.Calls.Where(call => ids.Contains(call.Execution))])
        {
            Took = (head.Row.EndedAt ?? _clock.GetUtcNow()) - head.Head.CreatedAt,
            WaitsFor = [.. tree.SelectMany(execution => execution.Nodes).Where(node => node is { Status: NodeStatus.Running, Signal: not null }).Select(node => node.Signal!).Distinct()],
        };
    }

    private static bool HasTimer(StoredExecution execution) =>
        execution.Row.Deadline is not null || execution.Items.Any(item => item is { DueAt: not null } && !item.Status.IsEnd()) ||
        execution.Nodes.Any(node => !node.Status.IsEnd() && (node.DueAt is not null || node.TimeoutAt is not null));

    private static bool IsUndoing(IReadOnlyList<StoredExecution> tree) =>
        tree.Any(execution => execution.Nodes.Any(node => node.Compensation is CompensationStatus.Pending or CompensationStatus.Running));
}
