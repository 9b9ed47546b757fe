using Logos.Scenarios.Deployments;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Loads;
using Logos.Servers;

namespace Logos.Scenarios.Faults;

/// <summary>Nodes that take long, wait long, or take their worker with them.</summary>
[OverServers]
[Collection(nameof(FaultSuite))]
public sealed class LongNodeTests(FaultyCluster cluster)
{
    private const string Slow = """
        name: slow
        inputs: { key: { type: string, required: true }, seconds: { type: integer, required: true } }
        nodes:
          only: { type: slow, timeout: TIMEOUT, with: { url: "SITE/count/${{ inputs.key }}", seconds: "${{ inputs.seconds }}" } }
        """;

    private int _deaths;

    [Fact]
    [Trait("Category", "Long")]
    public Task A_node_that_is_longer_than_the_brokers_patience_runs_once() => LongerAsync(TimeSpan.FromSeconds(15), 25);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_node_of_five_minutes_runs_once_with_a_patience_of_one() => LongerAsync(TimeSpan.FromMinutes(1), 300);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_backlog_that_is_longer_than_its_timeouts_is_worked_off_once() => BacklogAsync(120, 2, "4s");

    [Fact]
    [Trait("Category", "Long")]
    public Task A_backlog_of_ten_minutes_with_timeouts_of_thirty_seconds_is_worked_off_once() => BacklogAsync(720, 20, "30s");

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_poison_task_among_twenty_neighbours_fails_alone_across_four_restarts_of_the_broker()
    {
        await cluster.WholeAsync();
        using var api = cluster.Admin;
        using var over = new CancellationTokenSource();
        var supervised = cluster.Pools.Select(worker => SuperviseAsync(worker, over.Token)).ToArray();
        var slow = await api.GraphAsync(Slow.Replace("TIMEOUT", "5m", StringComparison.Ordinal));
        var keys = Enumerable.Range(0, 20).Select(_ => Site.Key()).ToArray();
        var neighbours = await Task.WhenAll(keys.Select((key, n) => api.ExecuteAsync(slow, new { key, seconds = 1 + n })));
        var poison = await api.StartAsync("""
            name: poison
            nodes:
              only: { type: poison }
            """);
        for (var restart = 0; restart < 4; restart++)
        {
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            await cluster.Servers.RabbitMq.RestartAsync();
        }

        foreach (var neighbour in neighbours)
            Assert.Equal("completed", (await EndAsync(api, neighbour)).Text("status"));
        var failed = await EndAsync(api, poison);
        Assert.Equal("failed", failed.Text("status"));
        Assert.InRange(_deaths, 3, 10);
        Load.Tell($"{failed.Json}; {_deaths} workers died of it");
        await over.CancelAsync();
        await Task.WhenAll(supervised);
    }

    private async Task LongerAsync(TimeSpan patience, int seconds)
    {
        await cluster.WholeAsync();
        // Channels that are opened from now on have it, and are looked at each second.
        await PatienceAsync(patience, TimeSpan.FromSeconds(1));
        try
        {
            foreach (var worker in cluster.Pools)
                await worker.RestartAsync();
            using var api = cluster.Admin;
            var graph = await api.GraphAsync(Slow.Replace("TIMEOUT", "10m", StringComparison.Ordinal));
            var key = Site.Key();
            var execution = await api.ExecuteAsync(graph, new { key, seconds });
            Assert.Equal("completed", (await EndAsync(api, execution)).Text("status"));
            Assert.Equal(1, cluster.Site.Calls(key));
        }
        finally
        {
            await PatienceAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
        }
    }

    private async Task BacklogAsync(int executions, int seconds, string timeout)
    {
        await cluster.WholeAsync();
        using var api = cluster.Admin;
        var graph = await api.GraphAsync(Slow.Replace("TIMEOUT", timeout, StringComparison.Ordinal));
        var keys = Enumerable.Range(0, executions).Select(_ => Site.Key()).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        var ids = await Task.WhenAll(keys.Select(key => api.ExecuteAsync(graph, new { key, seconds })));
        foreach (var id in ids)
            Assert.Equal("completed", (await EndAsync(api, id)).Text("status"));
        Load.Tell($"{executions} nodes of {seconds} s with a timeout of {timeout} took {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.All(keys, key => Assert.Equal(1, cluster.Site.Calls(key)));
    }

    // A watching may be longer than the patience of a test's usual one.
    private static async Task<Answer> EndAsync(Api api, string execution)
    {
        Answer? last = null;
        await Until.TrueAsync(
            async () => (last = await api.GetAsync($"/api/v1/executions/{execution}")).Good().Text("status") is "pending" or "running" ? $"{last.Json}" : null,
            TimeSpan.FromMinutes(20));
        return last!;
    }

    private Task<string> PatienceAsync(TimeSpan patience, TimeSpan look) => cluster.Servers.RabbitMq.ControlAsync(
        "eval", $"application:set_env(rabbit, consumer_timeout, {patience.TotalMilliseconds:0}), application:set_env(rabbit, channel_tick_interval, {look.TotalMilliseconds:0}).");

    // As whatever runs it would: what has ended by itself is started again.
    private async Task SuperviseAsync(LogosService worker, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await worker.WhenEnded.WaitAsync(over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
                return;
            Interlocked.Increment(ref _deaths);
            await worker.KillAsync();
            await worker.StartAsync();
        }
    }
}
