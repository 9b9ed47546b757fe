using Logos.Core.Documents;

namespace Logos.Conformance.Documents;

public abstract partial class DocumentStoreConformance
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_go_on_where_the_last_one_ended_whatever_is_written_meanwhile(bool newestFirst)
    {
        string[] names = [.. Enumerable.Range(100, 40).Select(n => $"n{n}")];
        Assert.Null(await WriteAsync([.. names.Select(n => To(n, "1"))]));
        var seen = new List<string>();
        string? after = null;
        for (var page = 0; ; page++)
        {
            var (items, next) = await ListAsync(after, 7, newestFirst);
            Assert.InRange(items.Count, 1, 7);
            seen.AddRange(items.Select(d => d.Name));
            if (next is null)
                break;
            // One on each side of the place, the one that it stands on goes, and one changes.
            Assert.Null(await WriteAsync(To($"{seen[^1]}z{page}", "new"), To($"n0{page}", "new"), Delete(seen[^1]), To("n120", "changed")));
            await RestartAsync();
            after = next;
        }

        Assert.Equal(newestFirst ? names.Reverse() : names, seen.Where(names.Contains));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(newestFirst ? seen.OrderDescending(StringComparer.Ordinal) : seen.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task A_list_is_in_the_order_of_code_units()
    {
        string[] names = ["A", "B", "_", "a", "a-", "a.b", "aB", "ab", "b", "ä"];
        Assert.Null(await WriteAsync([.. names.Reverse().Select(n => To(n, "1"))]));
        Assert.Equal(names, await NamesAsync(Workspace, 3, newestFirst: false));
        Assert.Equal(names.Reverse(), await NamesAsync(Workspace, 3, newestFirst: true));
        Assert.Equal(names, await NamesAsync(Workspace, names.Length, newestFirst: false));
    }

    [Fact]
    public async Task A_list_of_all_workspaces_comes_workspace_by_workspace()
    {
        string[] workspaces = ["", "a", "a b", "ab", "b"];
        foreach (var workspace in workspaces.Reverse())
            Assert.Null(await WriteAsync([.. Enumerable.Range(0, 3).Select(n => new DocumentWrite(workspace, Kind, $"{workspace}/{n}", Json("1"))), new(workspace, "token", "no", Json("1"))]));
        await RestartAndTidyAsync();
        string[] names = [.. workspaces.SelectMany(w => Enumerable.Range(0, 3).Select(n => $"{w}/{n}"))];
        foreach (var limit in new[] { 1, 2, 3, 1000 })
        {
            Assert.Equal(names, await NamesAsync(null, limit, newestFirst: false));
            Assert.Equal(names.Reverse(), await NamesAsync(null, limit, newestFirst: true));
        }
    }

    [Fact]
    public async Task What_no_page_has_said_is_no_place_in_a_list()
    {
        Assert.Null(await WriteAsync(To("a", "1"), To("b", "1"), To("a", "1") with { Workspace = "other" }, To("b", "1") with { Workspace = "other" }));
        var elsewhere = (await _documents.ListAsync("other", Kind, null, 1, false, Guard.Token).InTime()).Next;
        foreach (var after in new[] { "", "a", "nonsense", "....", "YQ", "____", elsewhere })
            await Assert.ThrowsAsync<FormatException>(() => ListAsync(after, 10));
    }

    private async Task<List<string>> NamesAsync(string? workspace, int limit, bool newestFirst)
    {
        var names = new List<string>();
        string? after = null;
        do
        {
            var (items, next) = await _documents.ListAsync(workspace, Kind, after, limit, newestFirst, Guard.Token).InTime();
            Assert.InRange(items.Count, 1, limit);
            names.AddRange(items.Select(d => d.Name));
            after = next;
        }
        while (after is not null);
        return names;
    }
}
