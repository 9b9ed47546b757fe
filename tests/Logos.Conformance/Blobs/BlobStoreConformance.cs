using System.Text;
using Logos.Core.Blobs;
using Logos.Core.Executions;

namespace Logos.Conformance.Blobs;

/// <summary>What every store of blobs does. An adapter inherits it, and says how its store is made.</summary>
public abstract class BlobStoreConformance : IAsyncLifetime
{
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected IBlobStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store without blobs, for this test alone.</summary>
    protected abstract ValueTask<IBlobStore> CreateAsync();

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(IBlobStore store);

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Store);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var key = Key();
        await Store.WriteAsync(key, "[1, 2, 3]"u8.ToArray(), Token);
        Assert.Equal("[1, 2, 3]", await TextAsync(key));
    }

    [Fact]
    public async Task A_stream_is_written_to_its_end()
    {
        var (seekable, piped) = (Key(), Key());
        var content = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31)).ToArray();
        await Store.WriteAsync(seekable, new MemoryStream(content), Token);
        await Store.WriteAsync(piped, new Pipe(content), Token);
        Assert.Equal(content, (await Store.ReadAsync(seekable, Token)).ToArray());
        Assert.Equal(content, (await Store.ReadAsync(piped, Token)).ToArray());
    }

    [Fact]
    public async Task Nothing_is_something_too()
    {
        var key = Key();
        await Store.WriteAsync(key, ReadOnlyMemory<byte>.Empty, Token);
        Assert.Equal("", await TextAsync(key));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_read() =>
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.ReadAsync(Key(), Token));

    [Fact]
    public async Task Two_attempts_share_nothing()
    {
        var execution = Guid.CreateVersion7(At);
        var (first, second) = (BlobKey.New(execution, "a", 0, 1, At), BlobKey.New(execution, "a", 0, 1, At));
        await Store.WriteAsync(first, "1"u8.ToArray(), Token);
        await Store.WriteAsync(second, "2"u8.ToArray(), Token);
        await Store.DeleteAsync(second, Token);
        Assert.Equal("1", await TextAsync(first));
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Store.ReadAsync(second, Token));
    }

    [Fact]
    public async Task An_execution_goes_with_all_it_has_and_with_nothing_else()
    {
        var (one, other) = (Guid.CreateVersion7(At), Guid.CreateVersion7(At));
        BlobKey[] gone = [BlobKey.New(one, BlobKey.Inputs, TaskKey.NoItem, 0, At), BlobKey.New(one, "a", 7, 2, At), BlobKey.New(one, "b", TaskKey.NoItem, 1, At)];
        var kept = BlobKey.New(other, "a", TaskKey.NoItem, 1, At);
        foreach (var key in gone.Append(kept))
            await Store.WriteAsync(key, Encoding.UTF8.GetBytes(key.ToString()), Token);

        await Store.DeleteAsync(one, Token);

        Assert.Equal(kept.ToString(), await TextAsync(kept));
        Assert.Equal([kept], await ListAsync());
    }

    [Fact]
    public async Task To_delete_what_is_not_there_is_no_error()
    {
        await Store.DeleteAsync(Key(), Token);
        await Store.DeleteAsync(Guid.CreateVersion7(At), Token);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task The_list_tells_every_blob_and_when_it_was_written()
    {
        var executions = Enumerable.Range(0, 20).Select(i => Guid.CreateVersion7(At.AddMinutes(i))).ToArray();
        var keys = executions.SelectMany(id => new[] { BlobKey.New(id, "a", 3, 1, At.AddDays(1)), BlobKey.New(id, "b_2", TaskKey.NoItem, 9, At) }).ToArray();
        await Task.WhenAll(keys.Select(key => Store.WriteAsync(key, "x"u8.ToArray(), Token).AsTask()));

        var listed = await ListAsync();

        Assert.Equal(keys.Select(key => key.ToString()).Order(), listed.Select(key => key.ToString()).Order());
        Assert.All(listed, key => Assert.Equal(key.Node == "a" ? At.AddDays(1) : At, key.WrittenAt));
        Assert.Equal(executions.Length, listed.Select(key => key.Execution).Aggregate((Runs: 0, Last: Guid.Empty), (run, id) => (id == run.Last ? run.Runs : run.Runs + 1, id)).Runs);
    }

    protected static BlobKey Key() => BlobKey.New(Guid.CreateVersion7(At), "a", TaskKey.NoItem, 1, At);

    protected async Task<string> TextAsync(BlobKey key) => Encoding.UTF8.GetString((await Store.ReadAsync(key, Token)).Span);

    protected async Task<List<BlobKey>> ListAsync() => await Store.ListAsync(Token).ToListAsync(Token);

    private sealed class Pipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
