using Logos.Adapters.Embedded.Records;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class TraceTests
{
    [Fact]
    public async Task A_trace_and_a_request_outlive_restarts_snapshots_and_archives_and_what_has_none_stays_without()
    {
        await using var folder = new StoreFolder(new() { SnapshotEvery = 64 * 1024, RestAfter = TimeSpan.FromMinutes(1) });
        var told = new List<(Guid, string?, string?)>();
        for (var round = 0; round < 3; round++)
        {
            var owner = await Owner.Of(folder.Store);
            for (var i = 0; i < 6; i++)
            {
                var trace = i % 3 == 0 ? null : $"00-{round:x8}{i:x8}{round:x8}{i:x8}-b7ad6b7169203331-01";
                var request = (round + i) % 2 == 0 ? null : $"r-{round}-{i}";
                told.Add(((await owner.RunAsync(1, with: head => head with { TraceParent = trace, RequestId = request }))[0].Id, trace, request));
            }

            await folder.ReopenAsync();
            foreach (var (id, trace, request) in told)
                Assert.Equal((trace, request), (await folder.FindAsync(id)).Head is var head ? (head.TraceParent, head.RequestId) : default);
            await folder.Store.CompactAsync();
            await folder.ReopenAsync();
            Assert.True(folder.Store.Recovered.SnapshotLsn > 0);
            foreach (var (id, trace, request) in told)
                Assert.Equal((trace, request), (await folder.FindAsync(id)).Head is var head ? (head.TraceParent, head.RequestId) : default);
        }
    }

    [Fact]
    public void A_trace_stands_behind_all_that_versions_read_which_do_not_know_of_it()
    {
        var plain = Submissions.Of();
        var traced = plain with { Head = plain.Head with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } };
        var (with, without) = (new RecordWriter(), new RecordWriter());
        StoreRecord.Write(with, traced);
        StoreRecord.Write(without, plain);

        Assert.True(with.Written.StartsWith(without.Written));
        Assert.Equal(traced.Head.TraceParent, StoreRecord.ReadSubmission(with.Written).Head.TraceParent);
        Assert.Null(StoreRecord.ReadSubmission(without.Written).Head.TraceParent);
    }

    [Fact]
    public void A_request_stands_behind_the_trace_that_older_versions_read()
    {
        var plain = Submissions.Of();
        var traced = plain with { Head = plain.Head with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } };
        foreach (var older in new[] { plain, traced })
        {
            var asked = older with { Head = older.Head with { RequestId = "mine.1_2-3" } };
            var (with, without) = (new RecordWriter(), new RecordWriter());
            StoreRecord.Write(with, asked);
            StoreRecord.Write(without, older);

            Assert.True(with.Written.StartsWith(without.Written));
            var read = StoreRecord.ReadSubmission(with.Written).Head;
            Assert.Equal((older.Head.TraceParent, "mine.1_2-3"), (read.TraceParent, read.RequestId));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Behind_a_commit_stand_those_of_all_its_executions_in_their_order(bool hasTraces, bool hasRequests)
    {
        ExecutionHead[] heads = [.. Enumerable.Range(0, 3).Select(i => Submissions.Of().Head with { TraceParent = hasTraces && i != 1 ? $"trace {i}" : null, RequestId = hasRequests && i != 0 ? $"request {i}" : null })];
        var to = new RecordWriter();
        TraceRecord.Write(to, heads, []);

        var read = heads.Select(head => head with { TraceParent = null, RequestId = null }).ToArray();
        var from = new RecordReader(to.Written);
        TraceRecord.Read(ref from, read, []);

        Assert.Equal(heads, read);
        Assert.True(from.AtEnd);
        Assert.Equal(hasTraces || hasRequests, to.Written.Length > 0);
    }
}
