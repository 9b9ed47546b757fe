using Logos.Adapters.Postgres;
using Logos.Core.Executions;
using Logos.Servers;

namespace Logos.Orchestrator.Tests.Postgres;

/// <summary>The engine's own loops over a real database, which is taken away from them.</summary>
[Trait("Needs", "postgres")]
public sealed class PostgresEngineTests : IAsyncLifetime
{
    private const string Diamond = """
        name: diamond
        inputs: { n: { type: integer } }
        nodes:
          first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
          left: { type: rule, needs: [first], with: { output: "${{ first * 2 }}" } }
          right: { type: rule, needs: [first], with: { output: "${{ first * 3 }}" } }
          items: { type: rule, needs: [left, right], foreach: { items: "${{ [left, right] }}" }, with: { output: "${{ item + 1 }}" } }
        outputs: { value: "${{ sum(items) }}" }
        """;

    private const string Waiting = """
        name: waiting
        nodes:
          go: { type: wait, with: { signal: go } }
          child: { type: subgraph, needs: [go], with: { graph: diamond, inputs: { n: 3 } } }
        outputs: { value: "${{ child.value }}" }
        """;

    private readonly PostgresServer _server = new("fsync=off");
    private PostgresEngine _engine = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync();
        await using (var store = PostgresStore.Open(_server.ConnectionString()))
            await store.MigrateAsync(Token);
        _engine = new(_server.ConnectionString(), "a");
        await _engine.SaveAsync(Diamond, Token);
        await _engine.SaveAsync(Waiting, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Graphs_run_with_waits_and_children()
    {
        var id = await _engine.SubmitAsync("waiting", "{}", Token);
        var asked = await _engine.SignalAsync(id, "go", Token);
        Assert.Equal(200, asked.Verdict?.Status);
        await EndsWith(id, 22);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_goes_away_and_comes_back_costs_time_alone(bool killed)
    {
        var submitted = new List<(Guid Id, int N)>();
        var submitting = Task.Run(
            async () =>
            {
                for (var n = 0; n < 300; n++)
                    submitted.Add((await _engine.SubmitAsync("diamond", $"{{\"n\":{n}}}", Token), n));
            },
            Token);
        for (var round = 0; round < 3; round++)
        {
            // In the middle of it: the first of the next hundred has ended.
            while (submitted.Count < (round * 100) + 1 && !submitting.IsCompleted)
                await Task.Yield();
            await _engine.EndOfAsync(submitted[round * 100].Id, Token);
            if (killed)
            {
                await _server.KillAsync();
                await _server.StartAsync();
            }
            else
            {
                await _server.RestartAsync();
            }
        }

        await submitting;
        foreach (var (id, n) in submitted)
            await EndsWith(id, (5 * (n + 1)) + 2);
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_nobody_in_doubt()
    {
        var ids = new List<Guid>();
        for (var n = 0; n < 100; n++)
        {
            ids.Add(await _engine.SubmitAsync("diamond", $"{{\"n\":{n}}}", Token));
            if (n % 10 == 5)
                await CutAsync();
        }

        foreach (var (n, id) in ids.Index())
            await EndsWith(id, (5 * (n + 1)) + 2);
    }

    [Fact]
    public async Task What_a_replica_gives_back_another_goes_on_with()
    {
        var waiting = await _engine.SubmitAsync("waiting", "{}", Token);
        var first = await _engine.SubmitAsync("diamond", "{\"n\":1}", Token);
        await EndsWith(first, 12);
        _engine.Join("b");
        await _engine.LeaveAsync("a");
        Assert.Equal(200, (await _engine.SignalAsync(waiting, "go", Token)).Verdict?.Status);
        await EndsWith(waiting, 22);
    }

    [Fact]
    public async Task Partitions_are_shared_evenly_by_those_that_are_there()
    {
        await _engine.OwnedAsync(new Dictionary<string, int> { ["a"] = 32 }, Token);
        _engine.Join("b");
        var joined = await _engine.OwnedAsync(new Dictionary<string, int> { ["a"] = 16, ["b"] = 16 }, Token);
        _engine.Join("c");
        await _engine.OwnedAsync(new Dictionary<string, int> { ["a"] = 11, ["b"] = 11, ["c"] = 10 }, Token);
        await _engine.LeaveAsync("b");
        var left = await _engine.OwnedAsync(new Dictionary<string, int> { ["a"] = 16, ["c"] = 16 }, Token);
        TestContext.Current.TestOutputHelper!.WriteLine($"a share after {joined.TotalSeconds:F1} s, what was given back taken after {left.TotalSeconds:F1} s");
    }

    private async Task EndsWith(Guid id, int value)
    {
        var ended = await _engine.EndOfAsync(id, Token);
        Assert.Equal((ExecutionStatus.Completed, $"{{\"value\":{value}}}"), (ended.Row.Status, ended.Row.Results?.Read().ToJson()));
    }

    private async Task CutAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_server.ConnectionString() + ";Pooling=false");
        await using var command = source.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'");
        await command.ExecuteNonQueryAsync(Token);
    }
}
