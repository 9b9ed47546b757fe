using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Loads;

namespace Logos.Scenarios.Faults;

/// <summary>PostgreSQL restarts, is away, and loses connections in the middle of a commit; Redis goes for good.</summary>
[OverServers]
[Collection(nameof(FaultSuite))]
public sealed class StoreTests(FaultyCluster cluster)
{
    [Fact]
    public Task A_restart_of_PostgreSQL_loses_nothing() => FaultSuite.UnderLoadAsync(cluster, 1, _ => cluster.Servers.Postgres.RestartAsync());

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_restarts_of_PostgreSQL_lose_nothing() => FaultSuite.UnderLoadAsync(cluster, 10, _ => cluster.Servers.Postgres.RestartAsync());

    [Fact]
    [Trait("Category", "Long")]
    public Task Five_seconds_without_PostgreSQL_lose_nothing() => AwayAsync(1, TimeSpan.FromSeconds(5));

    [Fact]
    [Trait("Category", "Long")]
    public Task Thirty_seconds_without_PostgreSQL_five_times_lose_nothing() => AwayAsync(5, TimeSpan.FromSeconds(30));

    [Fact]
    public Task A_connection_that_is_cut_after_a_commit_was_sent_loses_nothing() => CutAsync(4);

    [Fact]
    [Trait("Category", "Long")]
    public Task Two_hundred_connections_that_are_cut_after_a_commit_was_sent_lose_nothing() => CutAsync(200);

    [Fact]
    public async Task Without_Redis_all_goes_on_degraded_and_who_watches_sees_the_end()
    {
        await FaultSuite.UnderLoadAsync(cluster, 1, async load =>
        {
            await cluster.Servers.Redis.KillAsync();
            foreach (var service in cluster.Services)
                await Until.TrueAsync(async () => await FaultyCluster.HealthAsync(service) is var health && health.Contains("\"status\":\"degraded\"", StringComparison.Ordinal) ? null : health, TimeSpan.FromMinutes(1));
            var ended = load.Ended;
            await Until.TrueAsync(() => Task.FromResult(load.Clients.IsCompleted || load.Ended > ended + 60 ? null : "nobody sees an end"), TimeSpan.FromMinutes(1));
        });
        Assert.False(cluster.Servers.Redis.IsRunning);
    }

    private Task AwayAsync(int times, TimeSpan time) => FaultSuite.UnderLoadAsync(cluster, times, async _ =>
    {
        await cluster.Servers.Postgres.StopAsync();
        await Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
        await cluster.Servers.Postgres.StartAsync();
    });

    private async Task CutAsync(int cuts)
    {
        var (before, done) = (cluster.Wire.Cuts, 0);
        await FaultSuite.UnderLoadAsync(cluster, cuts / 2, async load =>
        {
            done += 2;
            cluster.Wire.CutNext(2);
            await Until.TrueAsync(() => Task.FromResult(load.Clients.IsCompleted || cluster.Wire.Cuts - before >= done ? null : $"{cluster.Wire.Cuts - before} cuts"), TimeSpan.FromMinutes(1));
        });
        Load.Tell($"{cluster.Wire.Cuts - before} cuts");
    }
}
