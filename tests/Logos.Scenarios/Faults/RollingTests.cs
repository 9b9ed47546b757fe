using System.Net;
using Logos.Scenarios.Deployments;
using Logos.Scenarios.Deployments.Cluster;

namespace Logos.Scenarios.Faults;

/// <summary>What an operator does on any day: nobody who calls notices, and nothing is done a second time.</summary>
[OverServers]
[Collection(nameof(FaultSuite))]
public sealed class RollingTests(FaultyCluster cluster)
{
    [Fact]
    public Task A_rolling_restart_of_everything_fails_no_request_and_repeats_nothing() => RollAsync(1);

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_rolling_restarts_of_everything_fail_no_request_and_repeat_nothing() => RollAsync(10);

    [Fact]
    public async Task A_gateway_that_is_asked_to_stop_goes_on_answering_while_it_sends_callers_elsewhere()
    {
        await cluster.WholeAsync();
        var gateway = cluster.Doors[0];
        using var api = new Api(gateway.Address, cluster.AdminToken, cluster.Site.Address);
        (await api.GetAsync("/api/v1/me")).Good();
        var stopping = gateway.StopAsync();
        await Until.TrueAsync(async () => await FaultyCluster.HealthAsync(gateway) is var health && health.Contains("\"service\":\"is stopping\"", StringComparison.Ordinal) ? null : health, TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/ready")).Status);
        var answer = (await api.GetAsync("/api/v1/me")).Good();
        Assert.True(answer.Headers.ConnectionClose);
        await stopping;
        Assert.Contains("gateway has stopped", gateway.Log, StringComparison.Ordinal);
        await gateway.StartAsync();
    }

    [Fact]
    public async Task Clocks_of_workers_may_be_off_by_an_hour()
    {
        await cluster.WholeAsync();
        await cluster.SetClocksAsync(TimeSpan.FromHours(1), TimeSpan.FromHours(-1));
        try
        {
            await FaultSuite.UnnoticedAsync(cluster, 1, load => load.AfterAsync(400));
        }
        finally
        {
            await cluster.SetClocksAsync(TimeSpan.Zero, TimeSpan.Zero);
        }
    }

    private Task RollAsync(int times) => FaultSuite.UnnoticedAsync(cluster, times, async load =>
    {
        foreach (var service in cluster.Services)
        {
            await service.StopAsync();
            await service.StartAsync();
            await FaultyCluster.ReadyAsync(service);
            await load.AfterAsync(20);
        }
    });
}
