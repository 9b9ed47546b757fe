using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Documents;

/// <summary>What every store of documents does. An adapter inherits it, and says how its store is made.</summary>
public abstract partial class DocumentStoreConformance : IAsyncLifetime
{
    private const string Workspace = "acme";
    private const string Kind = "secret";

    private IDocumentStore _documents = null!;
    private IExecutionStore _executions = null!;

    /// <summary>Empty stores, for this test alone: an execution goes into the one with documents of the other.</summary>
    protected abstract ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> CreateAsync();

    /// <summary>The same data as a process sees it that has just started.</summary>
    protected abstract ValueTask<(IDocumentStore Documents, IExecutionStore Executions)> ReopenAsync();

    /// <summary>The store's clock goes on.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    protected abstract DateTimeOffset Now { get; }

    /// <summary>Lets the store forget what it does not need any more.</summary>
    protected abstract ValueTask TidyAsync();

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync() => (_documents, _executions) = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_document_is_found_as_it_was_written()
    {
        var expires = Now.AddDays(1);
        Assert.Null(await WriteAsync(To("key", "{\"größe\": 5}") with { ExpiresAt = expires }, To("other", "[]")));
        Assert.Null(await FindAsync("missing"));
        Same(new(Workspace, Kind, "key", 1, Json("{\"größe\": 5}"), Now, expires), await FindAsync("key"));
        Same(new(Workspace, Kind, "other", 1, Json("[]"), Now, null), await FindAsync("other"));
        await RestartAndTidyAsync();
        Same(new(Workspace, Kind, "key", 1, Json("{\"größe\": 5}"), Now, expires), await FindAsync("key"));
        Same(new(Workspace, Kind, "other", 1, Json("[]"), Now, null), await FindAsync("other"));
    }

    [Fact]
    public async Task A_version_counts_the_changes_and_begins_anew_after_a_delete()
    {
        for (var version = 1; version <= 3; version++)
        {
            Assert.Null(await WriteAsync(To("key", $"{version}")));
            Same(new(Workspace, Kind, "key", version, Json($"{version}"), Now, null), await FindAsync("key"));
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        await RestartAsync();
        Assert.Equal(3, (await FindAsync("key"))!.Version);
        Assert.Null(await WriteAsync(Delete("key")));
        Assert.Null(await FindAsync("key"));
        await RestartAndTidyAsync();
        Assert.Null(await FindAsync("key"));
        Assert.Null(await WriteAsync(To("key", "4")));
        Assert.Equal(1, (await FindAsync("key"))!.Version);
    }

    [Fact]
    public async Task A_write_holds_when_the_version_is_there_that_it_expects()
    {
        var none = To("key", "1") with { Expected = 0 };
        var one = To("key", "2") with { Expected = 1 };
        var two = To("key", "3") with { Expected = 2 };
        Assert.Same(one, await WriteAsync(one));
        Assert.Null(await WriteAsync(none));
        Assert.Same(none, await WriteAsync(none));
        Assert.Same(two, await WriteAsync(two));
        Assert.Null(await WriteAsync(one));
        Assert.Same(one, await WriteAsync(one));
        Assert.Null(await WriteAsync(To("key", "3")));
        Assert.Equal(3, (await FindAsync("key"))!.Version);
    }

    [Fact]
    public async Task A_delete_expects_like_any_write()
    {
        Assert.Null(await WriteAsync(Delete("key")));
        Assert.Null(await WriteAsync(Delete("key") with { Expected = 0 }));
        var missing = Delete("key") with { Expected = 1 };
        Assert.Same(missing, await WriteAsync(missing));
        Assert.Null(await WriteAsync(To("key", "1")));
        var none = Delete("key") with { Expected = 0 };
        Assert.Same(none, await WriteAsync(none));
        Assert.NotNull(await FindAsync("key"));
        Assert.Null(await WriteAsync(missing));
        Assert.Null(await FindAsync("key"));
    }

    [Fact]
    public async Task A_batch_is_written_whole_or_not_at_all()
    {
        Assert.Null(await WriteAsync(To("a", "1"), To("b", "1")));
        var wrong = To("b", "2") with { Expected = 7 };
        Assert.Same(wrong, await WriteAsync(To("a", "2") with { Expected = 1 }, To("new", "2"), wrong, Delete("b") with { Name = "c", Expected = 9 }));
        await RestartAsync();
        Assert.Equal(["1", "1", ""], await TextsAsync("a", "b", "new"));
        Assert.Null(await WriteAsync(To("a", "2") with { Expected = 1 }, Delete("b") with { Expected = 1 }, To("new", "2") with { Expected = 0 }, To("a", "other") with { Kind = "connection" }));
        await RestartAndTidyAsync();
        Assert.Equal(["2", "", "2"], await TextsAsync("a", "b", "new"));
        Assert.Equal("other", Text(await _documents.FindAsync(Workspace, "connection", "a", Guard.Token).InTime()));
        Assert.Null(await WriteAsync());
    }

    [Fact]
    public async Task What_was_handed_over_is_no_longer_the_callers()
    {
        var body = Encoding.UTF8.GetBytes("\"one\"");
        Assert.Null(await WriteAsync(new DocumentWrite(Workspace, Kind, "key", body)));
        "\"two\""u8.CopyTo(body);
        Assert.Equal("\"one\"", Text(await FindAsync("key")));
    }

    [Fact]
    public async Task What_is_too_large_or_stands_twice_is_refused()
    {
        Assert.Null(await WriteAsync(To(new('n', DocumentWrite.LongestName), "1"), new DocumentWrite(Workspace, Kind, "key", new byte[DocumentWrite.LargestBody])));
        foreach (var batch in new DocumentWrite[][]
        {
            [new(Workspace, Kind, "large", new byte[DocumentWrite.LargestBody + 1])],
            [.. Enumerable.Range(0, (DocumentWrite.LargestBatch / DocumentWrite.LargestBody) + 1).Select(n => new DocumentWrite(Workspace, Kind, $"large{n}", new byte[DocumentWrite.LargestBody]))],
            [To("good", "1"), To("twice", "1"), To("twice", "2")],
            [To("good", "1"), To("", "1")],
            [To(new('n', DocumentWrite.LongestName + 1), "1")],
            [To("a", "1") with { Kind = "" }],
        })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => WriteAsync(batch));
        }

        Assert.Equal(2, (await ListAsync(null, 10)).Items.Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(null, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(null, 1001));
        await RestartAndTidyAsync();
        Assert.Equal(DocumentWrite.LargestBody, (await FindAsync("key"))!.Body.Length);
    }

    [Fact]
    public async Task Workspaces_and_kinds_have_names_of_their_own()
    {
        foreach (var workspace in new[] { "", Workspace, "b" })
        {
            foreach (var kind in new[] { Kind, "token" })
                Assert.Null(await WriteAsync(new DocumentWrite(workspace, kind, "key", Json($"\"{workspace} {kind}\"")) { Expected = 0 }));
        }

        Assert.Null(await WriteAsync(Delete("key")));
        await RestartAsync();
        Assert.Null(await FindAsync("key"));
        foreach (var (workspace, kind) in new[] { ("", Kind), ("", "token"), (Workspace, "token"), ("b", Kind), ("b", "token") })
            Assert.Equal($"\"{workspace} {kind}\"", Text(await _documents.FindAsync(workspace, kind, "key", Guard.Token).InTime()));
        Assert.Null(await _documents.FindAsync("c", Kind, "key", Guard.Token).InTime());
        Assert.Empty((await ListAsync(null, 10)).Items);
        Assert.Single((await _documents.ListAsync("b", Kind, null, 10, false, Guard.Token).InTime()).Items);
        Assert.Empty((await _documents.ListAsync("c", Kind, null, 10, false, Guard.Token).InTime()).Items);
    }

    private static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);

    private static DocumentWrite To(string name, string json) => new(Workspace, Kind, name, Json(json));

    private static DocumentWrite Delete(string name) => new(Workspace, Kind, name, null);

    private static string? Text(Document? document) => document is null ? null : Encoding.UTF8.GetString(document.Body.Span);

    private static void Same(Document expected, Document? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(Text(expected), Text(actual));
        Assert.Equal(expected with { Body = default }, actual with { Body = default });
    }

    private Task<DocumentWrite?> WriteAsync(params DocumentWrite[] writes) => _documents.WriteAsync(writes, Guard.Token).InTime();

    private Task<Document?> FindAsync(string name) => _documents.FindAsync(Workspace, Kind, name, Guard.Token).InTime();

    /// <returns>Nothing where there is none.</returns>
    private async Task<IReadOnlyList<string>> TextsAsync(params string[] names)
    {
        var texts = new List<string>();
        foreach (var name in names)
            texts.Add(Text(await FindAsync(name)) ?? "");
        return texts;
    }

    private Task<DocumentPage> ListAsync(string? after, int limit, bool newestFirst = false) =>
        _documents.ListAsync(Workspace, Kind, after, limit, newestFirst, Guard.Token).InTime();

    private async Task RestartAsync() => (_documents, _executions) = await ReopenAsync();

    private async Task RestartAndTidyAsync()
    {
        await RestartAsync();
        await TidyAsync();
        await RestartAsync();
    }
}
