using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Whoever asks an owner in another process, over a store that may go away in between.</summary>
public sealed class AskingTests
{
    private const string Asking = "name: asking\nnodes:\n  w: { type: wait, with: { signal: go } }\n";

    [Fact]
    public async Task A_command_that_the_store_took_before_it_went_away_has_its_verdict_all_the_same()
    {
        await using var owner = new OneOwner(Asking);
        owner.Start(OrchestrationOptions.Default);
        var execution = await owner.SubmitAsync("asking", ValueMap.Empty);
        owner.Store.LosesNextAnswer = true;

        var asked = await owner.Client.AskAsync(execution, 0, CommandKind.Signal, "go", Value.Null, null, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.False(owner.Store.LosesNextAnswer);
        Assert.Equal(200, asked.Verdict?.Status);
        Assert.Equal(ExecutionStatus.Completed, (await owner.EndAsync(execution)).Status);
    }
}
