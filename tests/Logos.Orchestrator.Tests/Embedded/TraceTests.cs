using System.Diagnostics;
using Logos.Core.Executions;
using Logos.Core.Telemetry;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>One trace, from who asks for an execution to its end.</summary>
public sealed class TraceTests : IDisposable
{
    private const string Pair = "name: pair\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  b: { type: assert, needs: [a], with: { checks: [{ that: len(run.graph) > 99, message: \"of Ada\" }] } }\n";
    private const string Parent = "name: parent\nnodes:\n  child: { type: subgraph, with: { graph: leaf } }\n";
    private const string Leaf = "name: leaf\nnodes:\n  only: { type: rule, with: { output: 1 } }\n";
    private const string Many = "name: many\nnodes:\n  each: { type: rule, foreach: { items: \"${{ [1, 2, 3] }}\" }, with: { output: \"${{ item }}\" } }\n";
    private const string Signalled = "name: signalled\nnodes:\n  w: { type: wait, with: { signal: go } }\n  a: { type: rule, needs: [w], with: { output: 1 } }\n";

    private readonly Folder _folder = new();
    private readonly HeardSpans _spans = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _spans.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_span_of_an_execution_stands_below_what_brought_it_about()
    {
        await using var engine = Start(Pair);

        var id = await SubmitAsync(engine, "pair");

        var end = Assert.Single(await _spans.UntilAsync("execution pair"));
        var submitted = Assert.Single(await _spans.UntilAsync("execution.submit pair"));
        Assert.Equal(_spans.Root.SpanId, submitted.ParentSpanId);
        Assert.Equal(submitted.SpanId, end.ParentSpanId);
        Assert.Equal(("failed", id.ToString()), (end.GetTagItem(SpanTags.Status), end.GetTagItem(SpanTags.Execution)));
        var dispatched = Assert.Single(await _spans.UntilAsync("node.dispatch a"));
        var reported = Assert.Single(await _spans.UntilAsync("node.report a"));
        Assert.Equal(submitted.SpanId, dispatched.ParentSpanId);
        Assert.Equal(dispatched.SpanId, reported.ParentSpanId);
        Assert.Equal(reported.SpanId, Assert.Single(await _spans.UntilAsync("node.record a")).ParentSpanId);
        // Both are one task: a segment is handed out at once.
        Assert.Equal(dispatched.SpanId, Assert.Single(await _spans.UntilAsync("node.run a")).ParentSpanId);
        Assert.Equal(dispatched.SpanId, Assert.Single(await _spans.UntilAsync("node.run b")).ParentSpanId);
    }

    [Fact]
    public async Task A_node_that_fails_marks_its_span_with_the_code_and_without_the_words()
    {
        await using var engine = Start(Pair);

        await SubmitAsync(engine, "pair");

        var ran = Assert.Single(await _spans.UntilAsync("node.run b"));
        Assert.Equal(ActivityStatusCode.Error, ran.Status);
        Assert.StartsWith("LGS", Assert.IsType<string>(ran.GetTagItem("error.type")), StringComparison.Ordinal);
        Assert.Equal("assert", ran.GetTagItem("logos.node_type"));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(await _spans.UntilAsync("execution pair")).Status);
        Assert.DoesNotContain(_spans.All, span => $"{span.StatusDescription}{string.Join(' ', span.TagObjects)}".Contains("Ada", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_execution_starts_is_in_its_trace()
    {
        await using var engine = Start(Parent, Leaf);

        await SubmitAsync(engine, "parent");

        var submitted = Assert.Single(await _spans.UntilAsync("execution.submit parent"));
        Assert.Equal(submitted.SpanId, Assert.Single(await _spans.UntilAsync("execution leaf")).ParentSpanId);
        Assert.Equal(submitted.SpanId, Assert.Single(await _spans.UntilAsync("node.dispatch only")).ParentSpanId);
    }

    [Fact]
    public async Task Each_item_of_a_foreach_has_a_span_of_its_own()
    {
        await using var engine = Start(Many);

        await SubmitAsync(engine, "many");

        Assert.Equal([0, 1, 2], (await _spans.UntilAsync("node.run each", 3)).Select(span => (int)span.GetTagItem("logos.item")!).Order());
    }

    [Fact]
    public async Task A_trace_goes_on_after_a_restart()
    {
        Guid id;
        await using (var engine = Start(Signalled))
        {
            id = await SubmitAsync(engine, "signalled", until: ExecutionStatus.Running);
        }

        var submitted = Assert.Single(await _spans.UntilAsync("execution.submit signalled"));
        Activity.Current = null;
        await using var next = Start(Signalled);
        var head = (await next.FindAsync(id, Token))!.Head;
        await next.SignalAsync(head, "go", Value.Null);

        Assert.Equal(submitted.Id, head.TraceParent);
        Assert.Equal(submitted.SpanId, Assert.Single(await _spans.UntilAsync("node.dispatch a")).ParentSpanId);
        Assert.Equal(submitted.SpanId, Assert.Single(await _spans.UntilAsync("execution signalled")).ParentSpanId);
    }

    [Fact]
    public async Task A_trace_that_nobody_wants_is_handed_on_all_the_same()
    {
        await using var engine = Start(Leaf);
        using var unwanted = new Activity("unwanted").SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom()).Start();

        var id = await SubmitAsync(engine, "leaf");

        Assert.Equal(unwanted.Id, (await engine.FindAsync(id, Token))!.Head.TraceParent);
        Assert.Empty(_spans.All);
    }

    [Fact]
    public async Task What_nobody_traces_has_none()
    {
        await using var engine = Start(Leaf);
        Activity.Current = null;

        var id = await SubmitAsync(engine, "leaf");

        Assert.Null((await engine.FindAsync(id, Token))!.Head.TraceParent);
    }

    private EmbeddedEngine Start(params string[] graphs) => EmbeddedEngine.Start(Engines.Options(_folder.Path, null, graphs));

    private static async Task<Guid> SubmitAsync(EmbeddedEngine engine, string graph, ExecutionStatus? until = null)
    {
        using var watch = await engine.SubmitAsync(graph, ValueMap.Empty, cancellationToken: Token);
        await foreach (var change in watch.Changes.ReadAllAsync(Token))
        {
            if (change.Changes.Execution.Status == until)
                break;
        }

        return watch.Head.Id;
    }
}
