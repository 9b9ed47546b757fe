using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>What an owner that is told to end has just begun, and what the next one makes of it.</summary>
public sealed class HandOverTests
{
    private const string Working = "name: working\nnodes:\n  w: { type: http, with: { url: \"https://example.com\" } }\n";

    [Fact]
    public async Task What_was_being_published_at_the_end_is_waited_for_and_not_published_again()
    {
        SlowBroker? broker = null;
        await using var owner = new OneOwner(Working) { Between = inner => broker ??= new(inner) };
        var first = await owner.SubmitAsync("working", ValueMap.Empty);
        owner.Start(OrchestrationOptions.Default);
        await broker!.First.WaitAsync(TestContext.Current.CancellationToken);

        await owner.TellToEndAsync();
        broker.Confirm();
        await owner.StopAsync();
        owner.Start(OrchestrationOptions.Default);

        var taken = owner.UntilHandedOut(1);
        var second = await owner.SubmitAsync("working", ValueMap.Empty);
        await taken;
        await owner.StopAsync();
        Assert.Equal([first, second], broker.Published);
    }
}
