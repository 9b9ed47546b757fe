using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>A folder with a store that is closed and opened again.</summary>
internal sealed class StoreFolder : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private readonly JournalOptions _journal;

    public StoreFolder(StoreOptions? options = null, JournalOptions? journal = null)
    {
        _journal = journal ?? new() { SegmentSize = 64 * 1024 };
        Options = options ?? new() { RestAfter = TimeSpan.FromMinutes(1), Retention = Retention.Everything };
        Store = JournalStore.Open(_folder.Path, _journal, Options);
    }

    public string Path => _folder.Path;

    public StoreOptions Options { get; set; }

    public JournalStore Store { get; private set; }

    public IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Path, pattern).Order(StringComparer.Ordinal);

    public long Bytes => Directory.EnumerateFiles(Path).Sum(f => new FileInfo(f).Length);

    public async Task<JournalStore> ReopenAsync()
    {
        await Store.DisposeAsync();
        return Store = JournalStore.Open(Path, _journal, Options);
    }

    public async Task<StoredExecution> FindAsync(Guid id)
    {
        var found = await Store.FindAsync(id, CancellationToken.None);
        Assert.NotNull(found);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
