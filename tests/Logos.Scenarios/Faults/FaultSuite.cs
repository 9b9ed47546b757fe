using Logos.Scenarios.Loads;

namespace Logos.Scenarios.Faults;

/// <summary>One cluster for all faults, one after the other and beside nothing else: how long things take is measured.</summary>
[CollectionDefinition(nameof(FaultSuite), DisableParallelization = true)]
public sealed class FaultSuite : ICollectionFixture<FaultyCluster>
{
    private const int Clients = 12;

    /// <summary>
    /// The fault strikes again and again under load. Whatever was answered holds; what is done outside is done again only
    /// where a fault struck: what was under way may come again from the broker, and from the owner as well.
    /// </summary>
    internal static async Task UnderLoadAsync(FaultyCluster cluster, int times, Func<Load, Task> fault)
    {
        var (load, again) = await RunAsync(cluster, times, fault);
        Assert.InRange(again, 0, 2 * Clients * times);
        Assert.True(load.Ended > 0, "no client has seen an end");
    }

    /// <summary>What is done to it while the load goes on is no fault: every request is answered, and nothing is done again.</summary>
    internal static async Task UnnoticedAsync(FaultyCluster cluster, int times, Func<Load, Task> change)
    {
        var (load, again) = await RunAsync(cluster, times, change);
        Assert.Empty(load.Gate.Failures);
        Assert.Equal(0, again);
    }

    private static async Task<(Load Load, int Again)> RunAsync(FaultyCluster cluster, int times, Func<Load, Task> fault)
    {
        await cluster.WholeAsync();
        await using var load = await Load.BeginAsync(cluster, Clients, isPatient: true);
        for (var i = 0; i < times; i++)
        {
            await load.AfterAsync(load.Chance.Next(20, 120));
            // Not only right behind an answer: the instant is what is tried.
            await Task.Delay(TimeSpan.FromMicroseconds(load.Chance.Next(20_000)), TimeProvider.System, TestContext.Current.CancellationToken);
            await fault(load);
        }

        await load.AfterAsync(60);
        await load.EndAsync();
        return (load, await load.CheckAsync());
    }
}
