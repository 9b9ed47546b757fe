using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>What goes on when an engine is started on a folder that another one has left.</summary>
public sealed class KeptFolderTests : IDisposable
{
    private const string First = "name: g\nnodes:\n  w: { type: wait, with: { signal: go } }\n  a: { type: rule, needs: [w], with: { output: { v: 1 } } }\noutputs: { v: \"${{ a.v }}\" }\n";

    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_has_begun_goes_on_with_the_version_it_began_with()
    {
        Guid old;
        await using (var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, First)))
        {
            old = await SubmitAsync(engine, "g");
            await BegunAsync(engine, old);
        }

        await using var next = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, First.Replace("v: 1", "v: 2", StringComparison.Ordinal)));
        var newer = await SubmitAsync(next, "g");
        Assert.Equal("{\"v\":1}", await FinishAsync(next, old));
        Assert.Equal("{\"v\":2}", await FinishAsync(next, newer));
        Assert.Equal((1, 2), ((await next.FindAsync(old, Token))!.Head.GraphVersion, (await next.FindAsync(newer, Token))!.Head.GraphVersion));
    }

    [Fact]
    public async Task What_has_begun_ends_although_its_graph_is_not_given_any_more()
    {
        Guid id;
        await using (var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, First)))
        {
            id = await SubmitAsync(engine, "g");
            await BegunAsync(engine, id);
        }

        await using var next = EmbeddedEngine.Start(Engines.Options(_folder.Path, null));
        Assert.Equal("{\"v\":1}", await FinishAsync(next, id));
    }

    [Fact]
    public async Task One_that_cannot_be_run_here_is_left_alone_and_the_others_go_on()
    {
        var stranded = new TaskCompletionSource<ExecutionHead>(TaskCreationOptions.RunContinuationsAsynchronously);
        const string Custom = "name: custom\nnodes:\n  w: { type: wait, with: { signal: go } }\n  a: { type: mine, needs: [w] }\n";
        var mine = new NodeRegistration(new("mine", Core.Graphs.NodeTypes.Pool.Io, Core.Graphs.NodeTypes.Schema.Any), new Given());
        var options = Engines.Options(_folder.Path, mine, Custom, First);
        Guid left;
        var others = new List<Guid>();
        await using (var engine = EmbeddedEngine.Start(options))
        {
            left = await SubmitAsync(engine, "custom");
            await BegunAsync(engine, left);
            // In every partition, also in that of the one that is left.
            for (var i = 0; i < 40; i++)
                others.Add(await SubmitAsync(engine, "g"));
            foreach (var other in others)
                await BegunAsync(engine, other);
        }

        await using (var without = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, First) with { Orchestration = OrchestrationOptions.Default with { Stranded = (head, _) => stranded.TrySetResult(head) } }))
        {
            Assert.Equal(left, (await stranded.Task.WaitAsync(TimeSpan.FromSeconds(30), Token)).Id);
            foreach (var other in others)
                Assert.Equal("{\"v\":1}", await FinishAsync(without, other));
            Assert.Equal((409, ExecutionCodes.NoPlan), await without.AskAsync(left, CommandKind.Cancel, "no", cancellationToken: Token) is { } verdict ? (verdict.Status, verdict.Code) : default);
            Assert.Equal(ExecutionStatus.Running, (await without.FindAsync(left, Token))!.Row.Status);
        }

        await using var again = EmbeddedEngine.Start(options);
        await FinishAsync(again, left);
        Assert.Equal(ExecutionStatus.Completed, (await again.FindAsync(left, Token))!.Row.Status);
    }

    [Fact]
    public async Task A_clock_that_jumps_back_an_hour_stops_nothing()
    {
        var clock = new JumpingClock();
        const string Timed = "name: timed\nnodes:\n  a: { type: wait, with: { for: 1500ms } }\n  b: { type: rule, needs: [a], with: { output: { v: 1 } } }\noutputs: { v: \"${{ b.v }}\" }\n";
        await using var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, Timed, First) with { Clock = clock });
        var before = await SubmitAsync(engine, "timed");
        var waiting = await SubmitAsync(engine, "g");
        await BegunAsync(engine, before);
        clock.Jump(TimeSpan.FromHours(-1));
        var after = await SubmitAsync(engine, "timed");
        Assert.NotEqual(before, after);
        Assert.Equal("{\"v\":1}", await EndAsync(engine, before));
        Assert.Equal("{\"v\":1}", await EndAsync(engine, after));
        Assert.Equal("{\"v\":1}", await FinishAsync(engine, waiting));
        clock.Jump(TimeSpan.FromHours(3));
        Assert.Equal("{\"v\":1}", await FinishAsync(engine, await SubmitAsync(engine, "g")));
    }

    internal static async Task<Guid> SubmitAsync(EmbeddedEngine engine, string graph, string inputs = "{}")
    {
        using var watch = await engine.SubmitAsync(graph, Engines.Inputs(inputs), cancellationToken: Token);
        return watch.Head.Id;
    }

    internal static async Task<string> EndAsync(EmbeddedEngine engine, Guid id)
    {
        using var watch = engine.Watch(id);
        if (!(await engine.FindAsync(id, Token))!.Row.Status.IsEnd())
            await UntilAsync(watch, id, row => row.Status.IsEnd());
        return (await engine.FindAsync(id, Token))!.Row.Results is { } results ? (await engine.ReadAsync(results, Token)).ToJson() : "";
    }

    private static async Task<string> FinishAsync(EmbeddedEngine engine, Guid id)
    {
        Assert.Equal(200, (await engine.AskAsync(id, CommandKind.Signal, "go", Value.Null, cancellationToken: Token))?.Status);
        return await EndAsync(engine, id);
    }

    private static async Task BegunAsync(EmbeddedEngine engine, Guid id)
    {
        using var watch = engine.Watch(id);
        if ((await engine.FindAsync(id, Token))!.Row.Status == ExecutionStatus.Pending)
            await UntilAsync(watch, id, row => row.Status != ExecutionStatus.Pending);
    }

    private static async Task UntilAsync(ExecutionWatch watch, Guid id, Func<ExecutionRow, bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        await foreach (var change in watch.Changes.ReadAllAsync(patience.Token))
        {
            if (change.Head.Id == id && holds(change.Changes.Execution))
                return;
        }
    }

    private sealed class Given : INodeHandler
    {
        public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.FromResult<NodeResult>(Value.From("done"));
    }

    /// <summary>The wall's clock is set; what measures time goes on as it did.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private long _offset;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

        public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
    }
}
