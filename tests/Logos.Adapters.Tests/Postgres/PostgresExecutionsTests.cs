using Logos.Adapters.Postgres;
using Logos.Conformance.Stores;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresExecutionsTests(PostgresFixture postgres) : ExecutionStoreConformance
{
    private string _connection = "";
    private PostgresStore? _store;

    protected override async ValueTask<IExecutionStore> CreateAsync()
    {
        _connection = await postgres.CreateAsync();
        return (_store = PostgresStore.Open(_connection)).Executions;
    }

    protected override async ValueTask<IExecutionStore> ReopenAsync(IExecutionStore store)
    {
        await _store!.DisposeAsync();
        // Whoever has just started finds the leases of those before it: in a journal they end with the process.
        await OutliveLeasesAsync(store);
        return (_store = PostgresStore.Open(_connection)).Executions;
    }

    protected override async ValueTask OutliveLeasesAsync(IExecutionStore store) =>
        await PostgresFixture.RunAsync(_connection, "update partitions set lease_until = clock_timestamp() - interval '1 second'");

    protected override ValueTask CloseAsync(IExecutionStore store) => _store!.DisposeAsync();
}
