using Logos.Adapters.Embedded.Index;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class OriginTests
{
    [Fact]
    public void A_number_that_nobody_uses_any_more_is_given_again()
    {
        var origins = new Origins();
        var graph = new GraphKey("default", "g", 1);
        for (var i = 0; i < 100; i++)
        {
            var number = origins.Use(new(graph, $"token:job {i}:0123456789abcdef"));
            Assert.Equal(number, origins.Use(new(graph, $"token:job {i}:0123456789abcdef")));
            origins.Drop(number);
            Assert.True(origins.IsUsed(graph));
            origins.Drop(number);
            Assert.False(origins.IsUsed(graph));
        }

        Assert.Single(origins.All);
    }

    [Fact]
    public async Task Who_has_asked_outlives_snapshots_and_the_removal_of_what_others_have_asked_for()
    {
        await using var folder = new StoreFolder(new() { SnapshotEvery = 64 * 1024, RestAfter = TimeSpan.FromMinutes(1), Retention = new() { Count = 7, Age = null } });
        var told = new List<(Guid, string?)>();
        for (var round = 0; round < 5; round++)
        {
            var owner = await Owner.Of(folder.Store);
            for (var i = 0; i < 10; i++)
            {
                var by = i % 5 == 0 ? null : $"token:job {round}.{i}:0123456789abcdef";
                told.Add(((await owner.RunAsync(1, with: head => head with { CreatedBy = by }))[0].Id, by));
            }

            await folder.Store.CompactAsync();
            await folder.ReopenAsync();
            Assert.True(folder.Store.Recovered.SnapshotLsn > 0);
            var items = (await folder.Store.ListAsync(ExecutionFilter.All, null, 100, TestContext.Current.CancellationToken)).Items;
            Assert.Equal(told.TakeLast(7).Reverse(), items.Select(each => (each.Id, each.CreatedBy)));
            foreach (var (id, by) in told.TakeLast(7))
                Assert.Equal(by, (await folder.FindAsync(id)).Head.CreatedBy);
        }
    }
}
