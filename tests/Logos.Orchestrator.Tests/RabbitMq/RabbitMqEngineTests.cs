using Logos.Adapters.Postgres;
using Logos.Adapters.RabbitMq;
using Logos.Core.Executions;
using Logos.Orchestrator.Tests.Postgres;
using Logos.Servers;

namespace Logos.Orchestrator.Tests.RabbitMq;

/// <summary>The engine's own loops over a real database and a real broker, which is taken away from them.</summary>
[Trait("Needs", "rabbitmq")]
[Trait("Needs", "postgres")]
public sealed class RabbitMqEngineTests : IAsyncLifetime
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

    private readonly PostgresServer _database = new("fsync=off");
    private readonly RabbitMqServer _server = new();
    private PostgresStore _store = null!;
    private RabbitMqBroker _owners = null!;
    private RabbitMqBroker _workers = null!;
    private PostgresEngine _engine = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_database.StartAsync(), _server.StartAsync());
        _store = PostgresStore.Open(_database.ConnectionString());
        await _store.MigrateAsync(Token);
        _owners = await ConnectAsync("owners");
        _workers = await ConnectAsync("workers");
        _engine = new(_database.ConnectionString(), _owners, _workers, "a");
        await _engine.SaveAsync(Diamond, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _owners.DisposeAsync();
        await _workers.DisposeAsync();
        await _store.DisposeAsync();
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broker_that_is_killed_or_loses_everything_costs_time_alone(bool losesEverything)
    {
        const int Each = 50;
        var submitted = new List<(Guid Id, int N)>();
        for (var round = 0; round < 2; round++)
        {
            for (var n = 0; n < Each; n++)
                submitted.Add((await _engine.SubmitAsync("diamond", $"{{\"n\":{n}}}", Token), n));
            // In the middle of it: the first has ended.
            await _engine.EndOfAsync(submitted[round * Each].Id, Token);
            if (losesEverything)
            {
                await _server.LoseEverythingAsync();
            }
            else
            {
                await _server.KillAsync();
                await _server.StartAsync();
            }
        }

        foreach (var (id, n) in submitted)
            await EndsWith(id, (5 * (n + 1)) + 2).WaitAsync(TimeSpan.FromMinutes(2), Token);
        // All may have ended before anybody has connected again, and seen what is lost.
        var generation = losesEverything ? 3 : 1;
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(1) && await _store.Executions.FindBrokerGenerationAsync(Token) < generation;)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        Assert.Equal(generation, await _store.Executions.FindBrokerGenerationAsync(Token));
    }

    private async Task<RabbitMqBroker> ConnectAsync(string name)
    {
        var options = new RabbitMqOptions { Connection = _server.Uri.ToString(), Store = "test", Partitions = PostgresEngine.Partitions, Name = name };
        var broker = new RabbitMqBroker(options, BrokerGenerations.Of(_store.Executions), PostgresEngine.PoolOf, TimeProvider.System, new Random(7));
        await broker.ConnectAsync(Token);
        return broker;
    }

    private async Task EndsWith(Guid id, int value)
    {
        var end = await _engine.EndOfAsync(id, Token);
        Assert.Equal(ExecutionStatus.Completed, end.Row.Status);
        Assert.Equal(value, end.Row.Results!.Read()["value"].AsDecimal());
    }
}
