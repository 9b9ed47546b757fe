using Logos.Adapters.Embedded;
using Logos.Conformance.Stores;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class JournalStoreTests : ExecutionStoreConformance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("logos-").FullName;
    private readonly PassingClock _clock = new();

    protected override ValueTask<IExecutionStore> CreateAsync() => new(JournalStore.Open(_folder, new() { Clock = _clock }));

    protected override async ValueTask<IExecutionStore> ReopenAsync(IExecutionStore store)
    {
        await ((JournalStore)store).DisposeAsync();
        return await CreateAsync();
    }

    protected override ValueTask OutliveLeasesAsync(IExecutionStore store)
    {
        _clock.Pass(TimeSpan.FromMinutes(1));
        return default;
    }

    protected override async ValueTask CloseAsync(IExecutionStore store)
    {
        await ((JournalStore)store).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
