using System.Diagnostics;
using Logos.Adapters.Embedded;

namespace Logos.Adapters.Tests.Embedded;

public sealed class StartTests(ITestOutputHelper output)
{
    private const int NodesEach = 4;

    // A start on 1,000,000 takes under 10 seconds; a quick run shows the same with fewer.
    private static readonly int NodeRecords = Environment.GetEnvironmentVariable("LOGOS_LONG") == "1" ? 1_000_000 : 50_000;

    [Fact]
    public async Task A_start_on_many_records_is_quick()
    {
        var keeping = new StoreOptions { SnapshotEvery = 16L * 1024 * 1024 * 1024, RestAfter = TimeSpan.FromMinutes(1), Retention = Retention.Everything };
        await using var folder = new StoreFolder(keeping, new());
        var owner = await Owner.Of(folder.Store);
        const int Together = 2000;
        for (var executions = 0; executions < NodeRecords / NodesEach; executions += Together)
        {
            await owner.RunAsync(Math.Min(Together, (NodeRecords / NodesEach) - executions), nodes: NodesEach);
            await folder.Store.KeepHouseAsync();
        }

        var expected = folder.Store.Count;
        await folder.Store.DisposeAsync();
        output.WriteLine($"{NodeRecords:N0} ended nodes of {expected:N0} executions, {folder.Bytes / 1e6:N0} MB");
        await StartAsync("from all records");
        await folder.Store.CompactAsync();
        await folder.Store.DisposeAsync();
        output.WriteLine($"compacted to {folder.Bytes / 1e6:N0} MB");
        await StartAsync("from a snapshot");

        async Task StartAsync(string what)
        {
            var watch = Stopwatch.StartNew();
            await folder.ReopenAsync();
            output.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s {what}");
            Assert.Equal(expected, folder.Store.Count);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }
}
