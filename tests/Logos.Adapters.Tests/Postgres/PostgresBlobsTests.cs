using Logos.Adapters.Postgres;
using Logos.Conformance.Blobs;
using Logos.Core.Blobs;

namespace Logos.Adapters.Tests.Postgres;

[Trait("Needs", "postgres")]
public sealed class PostgresBlobsTests(PostgresFixture postgres) : BlobStoreConformance
{
    private PostgresStore? _store;

    protected override async ValueTask<IBlobStore> CreateAsync() => (_store = PostgresStore.Open(await postgres.CreateAsync())).Blobs;

    protected override ValueTask CloseAsync(IBlobStore store) => _store!.DisposeAsync();
}
