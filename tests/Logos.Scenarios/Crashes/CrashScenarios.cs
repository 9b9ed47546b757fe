using Logos.Scenarios.Deployments;
using Logos.Scenarios.Loads;

namespace Logos.Scenarios.Crashes;

/// <summary>
/// Killed under load again and again, and started on what it had kept: every answered request holds, and what was asked
/// again because nobody had answered happened once. Needs a deployment that nobody else uses.
/// </summary>
public abstract class CrashScenarios(Deployment deployment)
{
    private const int Clients = 12;

    [Fact]
    public Task Three_kills_under_load_lose_nothing() => RunAsync(3);

    [Fact]
    [Trait("Category", "Long")]
    public Task Fifty_kills_under_load_lose_nothing() => RunAsync(50);

    private async Task RunAsync(int kills)
    {
        await using var load = await Load.BeginAsync(deployment, Clients, isPatient: false);
        for (var kill = 0; kill < kills; kill++)
        {
            await load.AfterAsync(load.Chance.Next(1, 150));
            // Not only right behind an answer: the instant is what is tried.
            await Task.Delay(TimeSpan.FromMicroseconds(load.Chance.Next(20_000)), TimeProvider.System, TestContext.Current.CancellationToken);
            load.Gate.Close();
            await deployment.CrashAsync();
            load.Gate.Open();
        }

        await load.AfterAsync(30);
        await load.EndAsync();
        await load.CheckAsync();
        Load.Tell($"{kills} kills");
    }
}
