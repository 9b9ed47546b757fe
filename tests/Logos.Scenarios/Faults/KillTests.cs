using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Loads;

namespace Logos.Scenarios.Faults;

/// <summary>SIGKILL of each kind of process, and SIGSTOP of an owner for longer than its lease.</summary>
[OverServers]
[Collection(nameof(FaultSuite))]
public sealed class KillTests(FaultyCluster cluster)
{
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PastTheLease = TimeSpan.FromSeconds(8);

    [Fact]
    public Task A_killed_worker_loses_nothing() => WorkerAsync(2);

    [Fact]
    [Trait("Category", "Long")]
    public Task Twenty_killed_workers_lose_nothing() => WorkerAsync(20);

    [Fact]
    public Task What_a_killed_owner_had_goes_on_within_ten_seconds() => OwnerAsync(1);

    [Fact]
    [Trait("Category", "Long")]
    public Task What_ten_killed_owners_had_goes_on_within_ten_seconds_each() => OwnerAsync(10);

    [Fact]
    public Task Clients_of_a_killed_gateway_go_on_through_the_other() => GatewayAsync(2);

    [Fact]
    [Trait("Category", "Long")]
    public Task Clients_of_twenty_killed_gateways_go_on_through_the_other() => GatewayAsync(20);

    [Fact]
    public Task An_owner_that_was_stopped_for_longer_than_its_lease_changes_nothing_any_more() => PauseAsync(1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_owners_that_were_stopped_for_longer_than_their_lease_change_nothing_any_more() => PauseAsync(10);

    private Task WorkerAsync(int times) => FaultSuite.UnderLoadAsync(cluster, times, async load =>
    {
        var worker = cluster.Pools[load.Chance.Next(cluster.Pools.Count)];
        await worker.KillAsync();
        await load.AfterAsync(20);
        await worker.StartAsync();
    });

    private Task OwnerAsync(int times) => FaultSuite.UnderLoadAsync(cluster, times, async load =>
    {
        await cluster.SharedAsync(2, TimeSpan.FromMinutes(1));
        var owner = cluster.Owners[load.Chance.Next(cluster.Owners.Count)];
        await owner.KillAsync();
        // Of so many some belong to every partition that lost its owner.
        var goesOn = await GoesOnAsync();
        await owner.StartAsync();
        var shared = await cluster.SharedAsync(2, TimeSpan.FromMinutes(1));
        Load.Tell($"a dead owner's work went on after {goesOn.TotalSeconds:0.0} s, a new one had its share after {shared.TotalSeconds:0.0} s");
        Assert.True(goesOn < TakeOver, $"a dead owner's work went on after {goesOn}");
        Assert.True(shared < TakeOver, $"a new owner had its share after {shared}");
    });

    private Task GatewayAsync(int times) => FaultSuite.UnderLoadAsync(cluster, times, async load =>
    {
        var gateway = cluster.Doors[load.Chance.Next(cluster.Doors.Count)];
        await gateway.KillAsync();
        await load.AfterAsync(30);
        await gateway.StartAsync();
    });

    private Task PauseAsync(int times) => FaultSuite.UnderLoadAsync(cluster, times, async load =>
    {
        await cluster.SharedAsync(2, TimeSpan.FromMinutes(1));
        var owner = cluster.Owners[load.Chance.Next(cluster.Owners.Count)];
        var stopped = TimeProvider.System.GetTimestamp();
        await owner.PauseAsync();
        try
        {
            await cluster.SharedAsync(1, TimeSpan.FromMinutes(1));
            await load.AfterAsync(20);
            if (PastTheLease - TimeProvider.System.GetElapsedTime(stopped) is var left && left > TimeSpan.Zero)
                await Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            await owner.ResumeAsync();
        }

        await cluster.SharedAsync(2, TimeSpan.FromMinutes(1));
    });

    private async Task<TimeSpan> GoesOnAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var api = cluster.Admin;
        var graph = await api.GraphAsync("""
            name: short
            nodes:
              only: { type: rule, with: { output: "${{ 1 }}" } }
            """);
        var ids = await Task.WhenAll(Enumerable.Range(0, 160).Select(_ => api.ExecuteAsync(graph)));
        await Task.WhenAll(ids.Select(api.EndAsync));
        return TimeProvider.System.GetElapsedTime(began);
    }
}
