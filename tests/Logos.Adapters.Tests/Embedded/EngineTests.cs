using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Adapters.Tests.Embedded;

public sealed class EngineTests
{
    private const string Http = "type: http, with: { url: \"https://example.org\" }";

    [Fact]
    public async Task A_diamond_runs_to_its_end_with_every_node_once()
    {
        using var folder = new TempFolder();
        await using var engine = new Engine(JournalStore.Open(folder.Path)).Graph("diamond", Diamond).Start();
        var id = await engine.SubmitAsync("diamond");
        var end = await engine.EndAsync(id);
        Assert.Equal(ExecutionStatus.Completed, end.Row.Status);
        Assert.Equal("{\"last\":true}", end.Row.Results!.Read().ToJson());
        Assert.Equal(4, engine.Runs.Count);
        Assert.All(engine.Runs.Values, n => Assert.Equal(1, n));
    }

    [Fact]
    public async Task A_thousand_at_once_all_end()
    {
        using var folder = new TempFolder();
        await using var engine = new Engine(JournalStore.Open(folder.Path)).Graph("diamond", Diamond).Start();
        var ids = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => engine.SubmitAsync("diamond")));
        foreach (var id in ids)
            Assert.Equal(ExecutionStatus.Completed, (await engine.EndAsync(id)).Row.Status);
        Assert.Equal(4000, engine.Runs.Count);
        Assert.All(engine.Runs.Values, n => Assert.Equal(1, n));
    }

    [Fact]
    public async Task A_foreach_over_children_yields_their_results_in_order()
    {
        using var folder = new TempFolder();
        await using var engine = new Engine(JournalStore.Open(folder.Path))
            .Graph("child", "inputs: { n: { type: integer } }\nnodes:\n  a: { type: http, with: { url: \"https://example.org/${{ inputs.n }}\" } }\noutputs: { n: \"${{ inputs.n * 10 }}\" }")
            .Graph("parent", "inputs: { list: { type: array } }\nnodes:\n  each: { type: subgraph, foreach: { items: \"${{ inputs.list }}\", concurrency: 2 }, with: { graph: child, inputs: { n: \"${{ item }}\" } } }\noutputs: { all: \"${{ each }}\" }")
            .Start();
        var end = await engine.EndAsync(await engine.SubmitAsync("parent", "{\"list\": [1, 2, 3]}"));
        Assert.Equal("{\"all\":[{\"n\":10},{\"n\":20},{\"n\":30}]}", end.Row.Results!.Read().ToJson());
    }

    [Fact]
    public async Task A_start_on_the_same_folder_goes_on_where_it_was()
    {
        using var folder = new TempFolder();
        Guid id;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var first = new Engine(JournalStore.Open(folder.Path)).Graph("diamond", Diamond))
        {
            // No worker is there: the first node is dispatched, and that is as far as it gets.
            first.Start(workers: 0);
            id = await first.SubmitAsync("diamond");
            while (first.Broker.Depth(Core.Graphs.NodeTypes.Pool.Io) == 0)
                await Task.Yield();
            held.SetResult();
        }

        await held.Task;
        await using var second = new Engine(JournalStore.Open(folder.Path)).Graph("diamond", Diamond).Start();
        Assert.Equal(ExecutionStatus.Completed, (await second.EndAsync(id)).Row.Status);
        Assert.All(second.Runs.Values, n => Assert.Equal(1, n));
    }

    [Fact]
    public async Task A_transient_failure_is_tried_again_by_the_loop()
    {
        using var folder = new TempFolder();
        var tries = 0;
        await using var engine = new Engine(JournalStore.Open(folder.Path))
        {
            Work = (_, _) => Interlocked.Increment(ref tries) < 3 ? new Outcome.Failed(new("LGS9999", FailureKind.Transient, "busy")) : Engine.Good("{\"ok\": true}"),
        };
        engine.Graph("one", $"nodes:\n  a: {{ {Http}, retry: {{ attempts: 3, delay: 1ms }} }}").Start();
        Assert.Equal(ExecutionStatus.Completed, (await engine.EndAsync(await engine.SubmitAsync("one"))).Row.Status);
        Assert.Equal(3, tries);
    }

    internal const string Diamond = $$$"""
        nodes:
          a: { {{{Http}}} }
          b: { {{{Http}}}, needs: [a] }
          c: { {{{Http}}}, needs: [a] }
          d: { {{{Http}}}, needs: [b, c], when: b.ok == true }
        outputs: { last: "${{ d.ok }}" }
        """;
}
