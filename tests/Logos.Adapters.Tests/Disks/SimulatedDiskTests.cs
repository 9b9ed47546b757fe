using Logos.Adapters.Journal;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Disks;

/// <summary>A simulated disk that is kinder than a real one would prove nothing.</summary>
public sealed class SimulatedDiskTests
{
    private const int Seeds = 400;
    private const int Page = 4096;
    private const int Sector = 512;

    [Fact]
    public void What_was_synced_survives()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = WithFile(seed, out var file);
            file.Write(Bytes(1), 0);
            file.Sync();
            disk.Restart();

            Assert.Equal(Bytes(1), disk.Content("a"));
        }
    }

    [Fact]
    public void What_was_not_synced_survives_wholly_partly_or_not_at_all_and_in_any_order()
    {
        var pages = new HashSet<string>();
        var tornPages = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = WithFile(seed, out var file);
            file.Write(Bytes(1), 0);
            file.Sync();
            file.Write(Bytes(2), 0);
            disk.Restart();

            var content = disk.Content("a");
            Assert.All(content.Chunk(Sector), x => Assert.True(x.Distinct().Count() == 1 && x[0] is 1 or 2));
            pages.Add(string.Concat(content.Chunk(Page).Select(x => x.Distinct().Count() > 1 ? "t" : $"{x[0]}")));
            tornPages += content.Chunk(Page).Count(x => x.Distinct().Count() > 1);
        }

        Assert.Contains("111", pages);
        Assert.Contains("222", pages);
        Assert.Contains("112", pages);
        Assert.Contains("211", pages);
        Assert.True(tornPages > 20);
    }

    [Fact]
    public void A_name_that_was_not_synced_may_be_the_old_one_or_the_new_one()
    {
        var names = new HashSet<string>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = WithFile(seed, out _);
            disk.Rename("a", "b");
            disk.Restart();
            names.Add(Assert.Single(disk.List()));
        }

        Assert.Equal(["a", "b"], names.Order());
    }

    [Fact]
    public void A_failed_sync_leaves_pages_that_look_clean_and_are_not_there()
    {
        var lost = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = WithFile(seed, out var file);
            file.Write(Bytes(1), 0);
            file.Sync();
            file.Write(Bytes(2), 0);
            disk.Fault = x => x.Operation == DiskOperation.Sync ? new IOException("Input/output error") : null;
            Assert.Throws<IOException>(file.Sync);
            disk.Fault = null;
            file.Sync();
            Assert.Equal(Bytes(2), disk.Content("a"));
            disk.Restart();
            lost += disk.Content("a").SequenceEqual(Bytes(2)) ? 0 : 1;
        }

        Assert.True(lost > Seeds / 2);
    }

    [Fact]
    public void The_same_seed_and_the_same_steps_leave_the_same()
    {
        for (var seed = 0; seed < 50; seed++)
            Assert.Equal(Outcome(seed), Outcome(seed));

        static byte[] Outcome(int seed)
        {
            var disk = WithFile(seed, out var file);
            file.Write(Bytes(1), 0);
            file.Write(Bytes(2), 100);
            disk.Restart();
            return disk.Content("a");
        }
    }

    [Fact]
    public void A_machine_that_is_off_does_nothing()
    {
        var disk = WithFile(1, out var file);
        disk.PowerFailsAt = disk.Steps + 1;

        Assert.Throws<PowerLossException>(() => file.Write(Bytes(1), 0));
        Assert.Throws<PowerLossException>(() => disk.List());
        disk.Restart();
        Assert.Throws<IOException>(() => file.Length);
        Assert.Equal(["a"], disk.List());
    }

    [Fact]
    public void A_full_disk_has_room_for_what_was_allocated()
    {
        var disk = new SimulatedDisk(1) { Capacity = 3 * Page };
        using var file = disk.Create("a", 3 * Page);

        Assert.Throws<DiskFullException>(() => disk.Create("b", 1));
        file.Write(Bytes(1), 0);
        Assert.Throws<DiskFullException>(() => file.Write([1], 3 * Page));
        disk.Delete("a");
        disk.Create("b", 3 * Page).Dispose();
    }

    private static SimulatedDisk WithFile(int seed, out IDiskFile file)
    {
        var disk = new SimulatedDisk(seed);
        file = disk.Create("a", 0);
        disk.SyncFolder();
        return disk;
    }

    private static byte[] Bytes(byte value)
    {
        var bytes = new byte[3 * Page];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
