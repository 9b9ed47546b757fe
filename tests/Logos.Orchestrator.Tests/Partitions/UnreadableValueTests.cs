using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>A large value that the disk does not give, or that is gone.</summary>
public sealed class UnreadableValueTests
{
    private const string Reading = "name: reading\ninputs: { text: { type: string } }\nnodes:\n  w: { type: wait, with: { for: 0s } }\noutputs: { n: \"${{ len(inputs.text) }}\" }\n";
    private const string Items = "name: items\ninputs: { of: { type: array } }\nnodes:\n  f: { type: rule, foreach: { items: \"${{ inputs.of }}\", concurrency: 2 }, with: { output: \"${{ item }}\" } }\n";

    private static readonly ValueMap Large = ValueMap.From([new("text", new string('x', 100_000))]);

    // By its own clock, which is quick: nothing but the blobs is to be late.
    private static readonly OrchestrationOptions Calm = new() { LeaseTime = TimeSpan.FromHours(2), LeaseRenewal = TimeSpan.FromHours(1), Execution = new() { Fusing = false } };

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    public async Task One_that_cannot_be_read_for_long_fails_what_needs_it_and_keeps_nobody_else_waiting(Type fault)
    {
        await using var owner = new OneOwner(Reading) { Clock = new QuickClock() };
        var bad = await owner.SubmitAsync("reading", Large);
        var others = new[] { await owner.SubmitAsync("reading", Large), await owner.SubmitAsync("reading", Large) };
        owner.Blobs.Refuse = execution => execution == bad ? (Exception)Activator.CreateInstance(fault)! : null;

        owner.Start(Calm);

        foreach (var other in others)
            Assert.Equal("{\"n\":100000}", (await owner.EndAsync(other)).Results!.Read().ToJson());
        var failed = await owner.EndAsync(bad);
        Assert.Equal((ExecutionStatus.Failed, ExecutionCodes.ValueGone), (failed.Status, failed.Error!.Code));
        Assert.InRange(owner.Blobs.Refused, 5, 100);
    }

    [Fact]
    public async Task One_that_cannot_be_read_for_a_while_is_waited_for()
    {
        await using var owner = new OneOwner(Reading) { Clock = new QuickClock() };
        var refusals = 0;
        owner.Blobs.Refuse = _ => Interlocked.Increment(ref refusals) <= 4 ? new IOException("away") : null;
        var id = await owner.SubmitAsync("reading", Large);

        owner.Start(Calm);

        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(id)).Status);
        Assert.Equal(4, owner.Blobs.Refused);
    }

    [Fact]
    public async Task An_item_whose_list_is_gone_fails_and_does_not_run_without_it()
    {
        await using var owner = new OneOwner(Items);
        var id = await owner.SubmitAsync("items", ValueMap.From([new("of", ValueList.From([.. Enumerable.Range(0, 5).Select(n => (Value)new string('y', 30_000))]))]));
        var handedOut = owner.Store.UntilAsync(commit => commit.Changes.Any(changes => changes.Items.Count == 2));
        owner.Start(Calm);
        await handedOut;
        await owner.StopAsync();
        await owner.Blobs.DeleteAsync(id, TestContext.Current.CancellationToken);

        owner.Start(Calm);
        for (var item = 0; item < 2; item++)
            await owner.ReportAsync(new Report.Ended(id, new(0, item, 1), [new(0, new Outcome.Succeeded(Payload.Of(item), Value.Null), default, default, "w")]));

        var failed = await owner.EndAsync(id);
        Assert.Equal((ExecutionStatus.Failed, ExecutionCodes.ItemsFailed), (failed.Status, failed.Error!.Code));
        Assert.Contains("cannot be read", failed.Error.Message, StringComparison.Ordinal);
    }
}
