using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>What callers and graphs can make large: whoever does it is refused or fails, and the engine goes on, also from the same folder.</summary>
public sealed class SizeTests : IDisposable
{
    private const string Asked = "name: asked\ninputs: { text: { type: string } }\nnodes:\n  a: { type: approval, with: { message: \"${{ inputs.text }}\" } }\n  b: { type: approval, with: { message: \"${{ inputs.text }}\" } }\n";
    private const string Waiting = "name: waiting\nnodes:\n  w: { type: wait, with: { signal: go } }\noutputs: { v: \"${{ w }}\" }\n";
    private const string Small = "name: small\ninputs: { text: { type: string, default: x } }\nnodes:\n  w: { type: wait, with: { for: 0s } }\noutputs: { v: \"${{ inputs.text }}\" }\n";
    private const string Wide = "name: wide\ninputs: { of: { type: array }, text: { type: string } }\nnodes:\n  f: { type: subgraph, foreach: { items: \"${{ inputs.of }}\" }, with: { graph: small, inputs: { text: \"${{ inputs.text }}\" } } }\n";

    private readonly Folder _folder = new();

    private EmbeddedEngineOptions Options => Engines.Options(_folder.Path, null, Asked, Waiting, Small, Wide);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_approval_that_is_given_more_than_its_row_may_hold_fails()
    {
        await using var engine = EmbeddedEngine.Start(Options);
        var ended = await EndAsync(engine, "asked", Text(15_000_000));
        Assert.Equal((ExecutionStatus.Failed, ExecutionCodes.GivenTooMuch), (ended.Row.Status, ended.Row.Error!.Code));
        await StillWorksAsync(engine);
    }

    [Fact]
    public async Task Signals_that_nobody_takes_are_kept_up_to_four_mebibytes_under_whatever_names()
    {
        ExecutionHead head;
        await using (var engine = EmbeddedEngine.Start(Options))
        {
            using var watch = await engine.SubmitAsync("waiting", ValueMap.Empty, cancellationToken: Token);
            head = watch.Head;
            var payload = (Value)new string('x', 60_000);
            for (var i = 0; i < 69; i++)
                Assert.Equal(200, (await engine.SignalAsync(head, $"name{i}", payload))!.Status);
            Assert.Equal((409, ExecutionCodes.TooManySignals), await engine.SignalAsync(head, "one more", payload) is { } v ? (v.Status, v.Code) : default);
            Assert.Equal((422, ExecutionCodes.SignalTooLarge), await engine.SignalAsync(head, new string('n', 2000), payload) is { } w ? (w.Status, w.Code) : default);
        }

        await using var again = EmbeddedEngine.Start(Options);
        using var rest = again.Watch(head.Id);
        Assert.Equal(200, (await again.SignalAsync(head, "go", 1))!.Status);
        await foreach (var _ in rest.Changes.ReadAllAsync(Token))
        {
        }

        Assert.Equal(ExecutionStatus.Completed, (await again.FindAsync(head.Id, Token))!.Row.Status);
    }

    [Fact]
    public async Task Inputs_of_more_than_a_value_may_have_are_refused_before_anything_is_written()
    {
        await using (var engine = EmbeddedEngine.Start(Options))
        {
            var refused = await Assert.ThrowsAsync<ExecutionRefusedException>(() => engine.SubmitAsync("small", Text(70_000_000), cancellationToken: Token));
            Assert.Equal(ExecutionCodes.ValueTooLarge, Assert.Single(refused.Faults).Code);
            Assert.Empty((await engine.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
            await StillWorksAsync(engine);
        }

        await using var again = EmbeddedEngine.Start(Options);
        await StillWorksAsync(again);
    }

    [Fact]
    public async Task Many_that_wait_are_taken_in_slices()
    {
        // With an owner that is away they would wait in the store; here they come faster than they are taken.
        await using var engine = EmbeddedEngine.Start(Options);
        var watches = await Task.WhenAll(Enumerable.Range(0, 2400).Select(_ => engine.SubmitAsync("small", Text(60_000), cancellationToken: Token)));
        foreach (var watch in watches)
        {
            await foreach (var _ in watch.Changes.ReadAllAsync(Token))
            {
            }

            Assert.Equal(ExecutionStatus.Completed, (await engine.FindAsync(watch.Head.Id, Token))!.Row.Status);
            watch.Dispose();
        }
    }

    [Fact]
    public async Task What_changes_too_much_at_once_fails_alone_and_ends_also_after_a_restart()
    {
        var options = Options with { Orchestration = new() { TreeBytes = 400_000, TurnBytes = int.MaxValue } };
        Guid id;
        await using (var engine = EmbeddedEngine.Start(options))
        {
            var many = ValueList.From([.. Enumerable.Range(0, 40).Select(n => (Value)n)]);
            var ended = await EndAsync(engine, "wide", ValueMap.From([new("of", many), new("text", new string('x', 50_000))]));
            Assert.Equal((ExecutionStatus.Failed, ExecutionCodes.Overgrown), (ended.Row.Status, ended.Row.Error!.Code));
            id = ended.Head.Id;
            await StillWorksAsync(engine);
        }

        await using var again = EmbeddedEngine.Start(options);
        Assert.Equal(ExecutionStatus.Failed, (await again.FindAsync(id, Token))!.Row.Status);
        await StillWorksAsync(again);
    }

    [Theory]
    [InlineData(0, 64 * 1024, "MaxOpen goes from 1 to 1,000,000.")]
    [InlineData(1, 64 * 1024 * 1024, "TreeBytes goes from 65,536 to 50,331,648.")]
    public async Task A_limit_that_an_owner_cannot_work_with_stops_the_start(int open, int bytes, string words)
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddedEngine.Start(Options with { Orchestration = new() { MaxOpen = open, TreeBytes = bytes } }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        await using var engine = EmbeddedEngine.Start(Options);
        await StillWorksAsync(engine);
    }

    [Fact]
    public async Task A_large_family_is_recorded_in_turns_of_a_few_mebibytes()
    {
        await using var engine = EmbeddedEngine.Start(Options);
        var many = ValueList.From([.. Enumerable.Range(0, 1000).Select(n => (Value)n)]);
        var ended = await EndAsync(engine, "wide", ValueMap.From([new("of", many), new("text", new string('x', 50_000))]));
        Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
    }

    // In every partition.
    private static async Task StillWorksAsync(EmbeddedEngine engine)
    {
        for (var i = 0; i < 24; i++)
            Assert.Equal(ExecutionStatus.Completed, (await EndAsync(engine, "small", ValueMap.From([new("text", "x")]))).Row.Status);
    }

    private static ValueMap Text(int length) => ValueMap.From([new("text", new string('x', length))]);

    private static async Task<StoredExecution> EndAsync(EmbeddedEngine engine, string graph, ValueMap inputs)
    {
        using var watch = await engine.SubmitAsync(graph, inputs, cancellationToken: Token);
        await foreach (var _ in watch.Changes.ReadAllAsync(Token))
        {
        }

        return (await engine.FindAsync(watch.Head.Id, Token))!;
    }
}
