using Logos.Core.Executions;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>Graphs that start graphs: how deep, and how much of it within one turn.</summary>
public sealed class DepthTests : IDisposable
{
    // A host refuses it at its start; an engine may be given it all the same, or find it in its store.
    private const string Selfie = "name: selfie\nnodes:\n  again: { type: subgraph, with: { graph: selfie } }\n";
    private const string Rounds = "name: rounds\nnodes:\n  l: { type: loop, with: { graph: child, max: 3000, until: \"${{ iteration >= 2999 }}\" } }\n";
    private const string Child = "name: child\nnodes:\n  w: { type: wait, with: { for: 0s } }\noutputs: { v: \"${{ 1 }}\" }\n";
    private const string Each = "name: each\ninputs: { of: { type: array } }\nnodes:\n  f: { type: subgraph, foreach: { items: \"${{ inputs.of }}\" }, with: { graph: child } }\n";
    private const string All = "name: all\ninputs: { of: { type: array } }\nnodes:\n  f: { type: subgraph, foreach: { items: \"${{ inputs.of }}\" }, with: { graph: each, inputs: { of: \"${{ inputs.of }}\" } } }\noutputs: { n: \"${{ len(f) }}\" }\n";

    private static readonly ValueMap Forty = ValueMap.From([new("of", ValueList.From([.. Enumerable.Range(0, 40).Select(n => (Value)n)]))]);

    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_graph_that_starts_itself_fails_at_the_thirty_second_level_and_the_engine_goes_on()
    {
        var options = Engines.Options(_folder.Path, null, Selfie, Child);
        Guid id;
        await using (var engine = EmbeddedEngine.Start(options))
        {
            id = await EndAsync(engine, "selfie", "{}");
            var tree = await engine.TreeAsync(id);
            Assert.Equal(33, tree.Count);
            Assert.All(tree, execution => Assert.Equal(ExecutionStatus.Failed, execution.Row.Status));
            Assert.Equal(ExecutionCodes.TooDeep, Assert.Single(tree, e => e.Nodes[0].Error!.Code != ExecutionCodes.ChildFailed).Nodes[0].Error!.Code);
        }

        await using var again = EmbeddedEngine.Start(options);
        Assert.Equal(ExecutionStatus.Failed, (await again.FindAsync(id, Token))!.Row.Status);
        Assert.Equal(ExecutionStatus.Completed, (await again.FindAsync(await EndAsync(again, "child", "{}"), Token))!.Row.Status);
    }

    [Fact]
    public async Task A_long_loop_commits_between_and_hears_that_it_is_cancelled()
    {
        await using var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, Rounds, Child) with { Orchestration = new() { TurnEvents = 50 } });
        using var watch = await engine.SubmitAsync("rounds", ValueMap.Empty, cancellationToken: Token);
        var commits = 0;
        Verdict? verdict = null;
        await foreach (var change in watch.Changes.ReadAllAsync(Token))
        {
            if (change.Head.Id == watch.Head.Id && ++commits == 5)
                verdict = await engine.CancelAsync(watch.Head, "enough");
        }

        Assert.Equal(200, verdict?.Status);
        Assert.Equal(ExecutionStatus.Cancelled, (await engine.FindAsync(watch.Head.Id, Token))!.Row.Status);
    }

    [Fact]
    public async Task What_a_stopped_engine_left_in_the_middle_of_a_large_family_goes_on_at_the_next_start()
    {
        var options = Engines.Options(_folder.Path, null, All, Each, Child, Rounds) with { Orchestration = new() { TurnEvents = 64 } };
        var ids = new List<Guid>();
        for (var starts = 0; starts < 4; starts++)
        {
            await using var engine = EmbeddedEngine.Start(options);
            using var watch = await engine.SubmitAsync(starts % 2 == 0 ? "all" : "rounds", starts % 2 == 0 ? Forty : ValueMap.Empty, cancellationToken: Token);
            ids.Add(watch.Head.Id);
            for (var seen = 0; seen < 10 + 7 * starts; seen++)
                await watch.Changes.ReadAsync(Token);
        }

        await using var last = EmbeddedEngine.Start(options);
        foreach (var id in ids)
        {
            await EndAsync(last, id);
            var ended = (await last.FindAsync(id, Token))!;
            Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
            if (ended.Head.Graph == "all")
                Assert.Equal(1 + 40 + (40 * 40), (await last.TreeAsync(id)).Count);
            else
                Assert.Equal(3001, (await last.TreeAsync(id)).Count);
        }
    }

    [Fact]
    public async Task A_node_that_would_have_more_executions_open_at_once_than_may_be_fails_and_fewer_at_a_time_are_fine()
    {
        var options = Engines.Options(_folder.Path, null, Crowd(30), Crowd(9), Child) with { Orchestration = new() { MaxOpen = 20 } };
        await using var engine = EmbeddedEngine.Start(options);

        var all = await EndAsync(engine, "crowd30", "{}");
        var some = await EndAsync(engine, "crowd9", "{}");

        var failed = (await engine.TreeAsync(all)).Single(execution => execution.Head.Id == all);
        Assert.Equal(ExecutionStatus.Failed, failed.Row.Status);
        Assert.Contains(failed.Items, item => item.Error?.Code == ExecutionCodes.TooManyOpen);
        Assert.Contains("does not start the graph `child`: 20 executions that belong together are open", failed.Row.Error!.Message, StringComparison.Ordinal);
        Assert.Equal((ExecutionStatus.Completed, 41), ((await engine.FindAsync(some, Token))!.Row.Status, (await engine.TreeAsync(some)).Count));
    }

    [Theory]
    [InlineData(13, ExecutionStatus.Completed)]
    [InlineData(12, ExecutionStatus.Failed)]
    public async Task What_is_open_is_counted_again_after_a_restart(int most, ExecutionStatus end)
    {
        const string Asking = "name: child\nnodes:\n  w: { type: wait, with: { signal: go } }\n";
        var options = Engines.Options(_folder.Path, null, Crowd(12), Asking);
        Guid id;
        await using (var engine = EmbeddedEngine.Start(options with { Orchestration = new() { MaxOpen = 13 } }))
        {
            using var watch = await engine.SubmitAsync("crowd12", ValueMap.Empty, cancellationToken: Token);
            id = watch.Head.Id;
            for (var waiting = 0; waiting < 12;)
                waiting += (await watch.Changes.ReadAsync(Token)).Changes.Nodes.Count(node => node.Signal == "go");
        }

        await using var again = EmbeddedEngine.Start(options with { Orchestration = new() { MaxOpen = most } });
        using var rest = again.Watch(id);
        var answered = new HashSet<Guid>();
        while (!(await again.FindAsync(id, Token))!.Row.Status.IsEnd())
        {
            foreach (var child in (await again.TreeAsync(id)).Where(child => child.Head.Parent is not null && !child.Row.Status.IsEnd() && answered.Add(child.Head.Id)))
                await again.SignalAsync(child.Head, "go", Value.Null);
            // A change of any of them: another child may have begun.
            if (!await rest.Changes.WaitToReadAsync(Token))
                break;
            while (rest.Changes.TryRead(out _))
            {
            }
        }

        var ended = (await again.FindAsync(id, Token))!;
        Assert.Equal(end, ended.Row.Status);
        Assert.Equal(end == ExecutionStatus.Failed, ended.Items.Any(item => item.Error?.Code == ExecutionCodes.TooManyOpen));
    }

    // Forty items, so many of them at once.
    private static string Crowd(int concurrency) =>
        $"name: crowd{concurrency}\nnodes:\n  f: {{ type: subgraph, foreach: {{ items: \"${{{{ [{string.Join(", ", Enumerable.Range(0, 40))}] }}}}\", concurrency: {concurrency} }}, with: {{ graph: child }} }}\n";

    private static async Task<Guid> EndAsync(EmbeddedEngine engine, string graph, string inputs)
    {
        using var watch = await engine.SubmitAsync(graph, Engines.Inputs(inputs), cancellationToken: Token);
        await foreach (var _ in watch.Changes.ReadAllAsync(Token))
        {
        }

        return watch.Head.Id;
    }

    private static async Task EndAsync(EmbeddedEngine engine, Guid id)
    {
        using var watch = engine.Watch(id);
        if ((await engine.FindAsync(id, Token))!.Row.Status.IsEnd())
            return;
        watch.Know(await engine.TreeAsync(id));
        await foreach (var change in watch.Changes.ReadAllAsync(Token))
        {
            if (change.Head.Id == id && change.Changes.Execution.Status.IsEnd())
                return;
        }
    }
}
