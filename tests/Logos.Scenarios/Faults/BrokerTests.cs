using Logos.Scenarios.Deployments;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Loads;

namespace Logos.Scenarios.Faults;

/// <summary>RabbitMQ restarts, loses all that it held, and is short of memory.</summary>
[OverServers]
[Collection(nameof(FaultSuite))]
public sealed class BrokerTests(FaultyCluster cluster)
{
    private const string Waiting = """
        name: waiting
        inputs: { key: { type: string, required: true } }
        nodes:
          go: { type: approval, with: { message: "Well?" } }
          call: { type: http, needs: [go], with: { method: POST, url: "SITE/count/${{ inputs.key }}" } }
        """;

    [Fact]
    public Task A_restart_of_RabbitMQ_loses_nothing() => FaultSuite.UnderLoadAsync(cluster, 1, _ => cluster.Servers.RabbitMq.RestartAsync());

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_restarts_of_RabbitMQ_lose_nothing() => FaultSuite.UnderLoadAsync(cluster, 10, _ => cluster.Servers.RabbitMq.RestartAsync());

    [Fact]
    public Task A_RabbitMQ_that_loses_all_its_data_loses_nothing_of_ours() => FaultSuite.UnderLoadAsync(cluster, 1, _ => cluster.Servers.RabbitMq.LoseEverythingAsync());

    [Fact]
    [Trait("Category", "Long")]
    public Task A_RabbitMQ_that_loses_all_its_data_ten_times_loses_nothing_of_ours() => FaultSuite.UnderLoadAsync(cluster, 10, _ => cluster.Servers.RabbitMq.LoseEverythingAsync());

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    public Task What_was_approved_and_cancelled_stays_so_when_RabbitMQ_loses_everything_right_after_it(int answer) => SteerAsync(answer, 1);

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [Trait("Category", "Long")]
    public Task What_was_approved_and_cancelled_ten_times_stays_so(int answer) => SteerAsync(answer, 10);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_RabbitMQ_that_is_short_of_memory_loses_nothing() => AlarmAsync(1);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_RabbitMQ_that_is_short_of_memory_ten_times_loses_nothing() => AlarmAsync(10);

    private Task AlarmAsync(int times) => FaultSuite.UnderLoadAsync(cluster, times, async load =>
    {
        var ended = load.Ended;
        await cluster.Servers.RabbitMq.ControlAsync("set_vm_memory_high_watermark", "0.0001");
        try
        {
            foreach (var worker in cluster.Pools)
                await Until.TrueAsync(async () => (await FaultyCluster.HealthAsync(worker)).Contains("takes no messages", StringComparison.Ordinal) ? null : "it takes messages", TimeSpan.FromMinutes(1));
        }
        finally
        {
            await cluster.Servers.RabbitMq.ControlAsync("set_vm_memory_high_watermark", "0.6");
        }

        await Until.TrueAsync(() => Task.FromResult(load.Clients.IsCompleted || load.Ended > ended + 20 ? null : "nothing ends"), TimeSpan.FromMinutes(1));
    });

    private async Task SteerAsync(int answer, int times)
    {
        await cluster.WholeAsync();
        using var api = cluster.Admin;
        var graph = await api.GraphAsync(Waiting);
        for (var i = 0; i < times; i++)
        {
            var keys = Enumerable.Range(0, 20).Select(_ => Site.Key()).ToArray();
            var ids = await Task.WhenAll(keys.Select(key => api.ExecuteAsync(graph, new { key })));
            await Task.WhenAll(ids.Select(id => api.WaitingAsync(id, "go")));
            if (answer == 202)
                await Task.WhenAll(cluster.Owners.Select(owner => owner.PauseAsync()));
            var answers = await Task.WhenAll(ids.Select((id, n) => n % 2 == 0 ? api.ApproveAsync(id, "go", "approved") : api.CancelAsync(id)));
            await cluster.Servers.RabbitMq.LoseEverythingAsync();
            if (answer == 202)
                await Task.WhenAll(cluster.Owners.Select(owner => owner.ResumeAsync()));
            Assert.All(answers, each => Assert.Equal(answer, (int)each.Status));
            foreach (var (n, id) in ids.Index())
            {
                Assert.Equal(n % 2 == 0 ? "completed" : "cancelled", (await api.EndAsync(id)).Text("status"));
                // The loss may have struck while it was under way.
                Assert.InRange(cluster.Site.Calls(keys[n]), n % 2 == 0 ? 1 : 0, n % 2 == 0 ? 2 : 0);
            }
        }

        Load.Tell($"{10 * times} approvals and {10 * times} cancels, answered with {answer}, and {times} losses right behind them");
    }
}
