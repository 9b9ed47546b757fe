using Logos.Conformance.Documents;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class DocumentStoreTests : DocumentStoreConformance
{
    private readonly PassingClock _clock = new();
    private readonly StoreFolder _folder;

    public DocumentStoreTests() => _folder = new(journal: new() { Clock = _clock, SegmentSize = 64 * 1024 });

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    protected override ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> CreateAsync() => new((_folder.Store.Documents, _folder.Store));

    protected override async ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> ReopenAsync()
    {
        var store = await _folder.ReopenAsync();
        return (store.Documents, store);
    }

    protected override ValueTask PassAsync(TimeSpan time)
    {
        _clock.Pass(time);
        return default;
    }

    protected override async ValueTask TidyAsync() => await _folder.Store.CompactAsync();

    protected override ValueTask CloseAsync() => _folder.DisposeAsync();
}
