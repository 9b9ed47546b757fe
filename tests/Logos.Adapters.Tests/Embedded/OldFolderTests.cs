using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>Each of Embedded/Folders was written by the version of Logos whose records had that format.</summary>
public sealed class OldFolderTests
{
    private const string Waits = "01a1fead-b0c7-7aca-b445-3a275e509f2d";

    private const string Http = "type: http, with: { url: \"https://example.org\" }";

    [Fact]
    public async Task A_folder_of_format_1_is_opened_and_its_executions_end()
    {
        using var folder = new TempFolder();
        Copy("Format1", folder.Path);
        await using (var engine = new Engine(JournalStore.Open(folder.Path)))
        {
            engine.Graph("diamond", EngineTests.Diamond).Graph("one", $"nodes:\n  a: {{ {Http} }}")
                .Graph("waits", $"nodes:\n  w: {{ type: wait, with: {{ signal: go }} }}\n  a: {{ {Http}, needs: [w] }}").Start();
            await Check(engine, "01a1fdf1-57ce-7ac6-90ff-d776c311bc81", ExecutionStatus.Completed);
            await Check(engine, "01a1fdf1-58ee-7ca9-a02e-2ed9413afdbe", ExecutionStatus.Failed);
            Assert.DoesNotContain(engine.Runs.Keys, r => r.Item1 == new Guid("01a1fdf1-57ce-7ac6-90ff-d776c311bc81"));
            // The one that ran, the one that waits for its signal, which is there, and the one that had not begun.
            await Check(engine, "01a1fdf1-59aa-7e18-904c-1f2cfe40de30", ExecutionStatus.Completed);
            await Check(engine, "01a1fdf1-59b8-7e45-ae41-94ec54699554", ExecutionStatus.Completed);
            await Check(engine, "01a1fdf1-59b8-7f37-ae62-5217d4100114", ExecutionStatus.Completed);
            await engine.Store.CompactAsync();
        }

        await using var store = JournalStore.Open(folder.Path);
        Assert.Equal(5, store.Count);
        Assert.Equal("7", (await store.ListAsync(new() { Tag = new("order", "7") }, null, 10, TestContext.Current.CancellationToken)).Items[0].Tags["order"]);
        Assert.Equal(4, (await store.FindAsync(new("01a1fdf1-57ce-7ac6-90ff-d776c311bc81"), TestContext.Current.CancellationToken))!.Nodes.Count);
    }

    [Fact]
    public async Task A_folder_of_format_2_is_opened_its_executions_end_and_documents_are_kept_beside_them()
    {
        using var folder = new TempFolder();
        Copy("Format2", folder.Path);
        var token = TestContext.Current.CancellationToken;
        await using (var engine = new Engine(JournalStore.Open(folder.Path)))
        {
            Assert.Equal("waits", Assert.Single(await engine.Store.Graphs.ListAsync("default", token)).Name);
            Assert.Equal("ada", (await engine.Store.PollAsync(WaitsIn, token)).Commands[0].Caller!.Name);
            Assert.Null(await engine.Store.Documents.WriteAsync([new("default", "secret", "key", "{}"u8.ToArray())], token));
            engine.Graph("diamond", EngineTests.Diamond).Graph("waits", $"nodes:\n  w: {{ type: wait, with: {{ signal: go }} }}\n  a: {{ {Http}, needs: [w] }}").Start();
            // The one that is archived, the one that waits for its signal, which is there, and the one that had not begun.
            await Check(engine, "01a1fead-b019-70f3-9b4f-d3a3aee024cd", ExecutionStatus.Completed);
            await Check(engine, Waits, ExecutionStatus.Completed);
            await Check(engine, "01a1fead-b0d3-7e1a-b1b1-eee657cd3599", ExecutionStatus.Completed);
            await engine.Store.CompactAsync();
        }

        await using var store = JournalStore.Open(folder.Path);
        Assert.Equal(3, store.Count);
        Assert.Equal(1, (await store.Documents.FindAsync("default", "secret", "key", token))!.Version);
    }

    [Fact]
    public async Task A_folder_of_format_3_is_opened_its_executions_end_and_nobody_has_asked_for_them()
    {
        using var folder = new TempFolder();
        Copy("Format3", folder.Path);
        var token = TestContext.Current.CancellationToken;
        await using (var engine = new Engine(JournalStore.Open(folder.Path)))
        {
            Assert.Equal(1, (await engine.Store.Documents.FindAsync("default", "secret", "key", token))!.Version);
            Assert.Equal(1, (await engine.Store.Documents.FindAsync("default", "idem", "k", token))!.Version);
            engine.Graph("diamond", EngineTests.Diamond).Graph("waits", $"nodes:\n  w: {{ type: wait, with: {{ signal: go }} }}\n  a: {{ {Http}, needs: [w] }}").Start();
            // The one that is archived, the one that waits for its signal, which is there, and the one that was inserted with a document.
            await Check(engine, "01a1ff63-ba3d-76f6-acfd-3f295c8d485e", ExecutionStatus.Completed);
            await Check(engine, "01a1ff63-bae8-7ee9-9753-ff3c4f80cc4f", ExecutionStatus.Completed);
            await Check(engine, "01a1ff63-b977-7b8f-a813-e1b86c116d68", ExecutionStatus.Completed);
            await engine.Store.CompactAsync();
        }

        await using var store = JournalStore.Open(folder.Path);
        var all = (await store.ListAsync(ExecutionFilter.All, null, 10, token)).Items;
        Assert.Equal(["diamond", "waits", "diamond"], all.Select(each => each.Graph));
        Assert.All(all, each => Assert.Null(each.CreatedBy));
        Assert.Equal("7", all[0].Tags["order"]);
    }

    private static int WaitsIn => (int)((uint)new Guid(Waits).GetHashCode() % 2);

    private static void Copy(string format, string to)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Embedded", "Folders", format)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task Check(Engine engine, string id, ExecutionStatus status) => Assert.Equal(status, (await engine.EndAsync(new(id))).Row.Status);
}
