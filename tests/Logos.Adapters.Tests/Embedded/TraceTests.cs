using Logos.Adapters.Embedded.Records;

namespace Logos.Adapters.Tests.Embedded;

public sealed class TraceTests
{
    [Fact]
    public async Task A_trace_outlives_restarts_snapshots_and_archives_and_what_has_none_stays_without()
    {
        await using var folder = new StoreFolder(new() { SnapshotEvery = 64 * 1024, RestAfter = TimeSpan.FromMinutes(1) });
        var told = new List<(Guid, string?)>();
        for (var round = 0; round < 3; round++)
        {
            var owner = await Owner.Of(folder.Store);
            for (var i = 0; i < 6; i++)
            {
                var trace = i % 3 == 0 ? null : $"00-{round:x8}{i:x8}{round:x8}{i:x8}-b7ad6b7169203331-01";
                told.Add(((await owner.RunAsync(1, with: head => head with { TraceParent = trace }))[0].Id, trace));
            }

            await folder.ReopenAsync();
            foreach (var (id, trace) in told)
                Assert.Equal(trace, (await folder.FindAsync(id)).Head.TraceParent);
            await folder.Store.CompactAsync();
            await folder.ReopenAsync();
            Assert.True(folder.Store.Recovered.SnapshotLsn > 0);
            foreach (var (id, trace) in told)
                Assert.Equal(trace, (await folder.FindAsync(id)).Head.TraceParent);
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
}
