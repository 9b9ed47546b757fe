using Logos.Adapters.Embedded;
using Logos.Adapters.Postgres;
using Logos.Conformance.Graphs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresGraphsTests(PostgresFixture postgres) : GraphStoreConformance
{
    private string _connection = "";
    private PostgresStore? _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override async ValueTask<IGraphStore> CreateAsync()
    {
        _connection = await postgres.CreateAsync();
        return (_store = PostgresStore.Open(_connection)).Graphs;
    }

    protected override async ValueTask<IGraphStore> ReopenAsync()
    {
        await _store!.DisposeAsync();
        return (_store = PostgresStore.Open(_connection)).Graphs;
    }

    protected override async ValueTask UseAsync(StoredGraph graph)
    {
        var id = Guid.CreateVersion7();
        var head = new ExecutionHead { Id = id, Root = id, Partition = 0, Workspace = graph.Workspace, Graph = graph.Name, GraphVersion = graph.Version, Inputs = Payload.Null, CreatedAt = DateTimeOffset.UnixEpoch };
        await _store!.Executions.SubmitAsync(new(head, null, []), Token);
    }

    protected override async ValueTask TidyAsync() => await _store!.KeepHouseAsync(Retention.Standard, Token);

    protected override ValueTask CloseAsync() => _store!.DisposeAsync();
}
