using Logos.Adapters.Embedded;
using Logos.Adapters.Postgres;
using Logos.Conformance.Documents;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresDocumentsTests(PostgresFixture postgres) : DocumentStoreConformance
{
    private readonly PassingClock _clock = new();
    private string _connection = "";
    private PostgresStore? _store;

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    protected override async ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> CreateAsync()
    {
        _connection = await postgres.CreateAsync();
        return Open();
    }

    protected override async ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> ReopenAsync()
    {
        await _store!.DisposeAsync();
        return Open();
    }

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _clock.Pass(time);
        return default;
    }

    protected override async ValueTask TidyAsync() => await _store!.KeepHouseAsync(Retention.Standard, TestContext.Current.CancellationToken);

    protected override ValueTask CloseAsync() => _store!.DisposeAsync();

    private (IDocumentStore Documents, IExecutionStore Executions) Open()
    {
        _store = PostgresStore.Open(_connection, _clock);
        return (_store.Documents, _store.Executions);
    }
}
