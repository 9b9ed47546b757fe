using Logos.Adapters.Journal;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Journal;

public sealed class CorruptionTests(ITestOutputHelper output)
{
    private const int Records = 120;
    private const int Seed = 20_260;

    [Fact]
    public async Task Damage_anywhere_yields_the_typed_failure_or_only_what_was_written()
    {
        var original = await Library();
        var random = new Random(Seed);
        output.WriteLine($"Seed {Seed}");
        var (refused, whole, shortened) = (0, 0, 0);
        for (var round = 0; round < 5_000; round++)
        {
            var disk = original.Copy(round);
            var what = Damage(disk, random);
            var (records, snapshots) = (new List<string>(), new List<string>());
            try
            {
                await using (Shelf.Open(disk, records, snapshots))
                {
                }
            }
            catch (JournalException)
            {
                refused++;
                continue;
            }
            catch (Exception e)
            {
                Assert.Fail($"Round {round}, {what}: {e}");
            }

            var first = snapshots.Count == 0 ? 1 : int.Parse(snapshots[0].Split(':')[0]) + 1;
            Assert.Equal(Shelf.Numbered(first, first + records.Count - 1), records);
            // Only the very last write has no witness.
            Assert.True(first + records.Count - 1 >= Records - 1, $"Round {round}, {what}: {records.Count} records from {first} on, and no complaint.");
            if (first + records.Count - 1 == Records)
                whole++;
            else
                shortened++;
        }

        output.WriteLine($"{refused} refused, {whole} whole, {shortened} without the last record");
        Assert.True(refused > 100 && whole > 100 && shortened > 10);
    }

    [Fact]
    public async Task A_read_of_a_damaged_record_is_refused()
    {
        var disk = new SimulatedDisk(1);
        await using var log = Shelf.Open(disk);
        var appended = await log.AppendEach(3);
        var (start, end) = (appended[1].Position.Offset, appended[2].Position.Offset);
        var payload = log.Read(appended[1].Position);
        for (var at = start; at < end; at++)
        {
            disk.Flip(FileNames.Segment(1), at, 0x10);
            if (at < start + RecordFormat.HeadSize + payload.Length)
                Assert.Throws<JournalException>(() => log.Read(appended[1].Position));
            disk.Flip(FileNames.Segment(1), at, 0x10);
        }

        Assert.Equal(payload, log.Read(appended[1].Position));
    }

    [Fact]
    public async Task A_position_where_no_record_begins_is_refused()
    {
        var disk = await Shelf.Filled(20);
        await using var log = Shelf.Open(disk);
        for (var offset = 0u; offset < Shelf.SegmentSize + 100; offset++)
        {
            if (offset >= FileHeader.Size && (offset - FileHeader.Size) % 136 == 0 && offset < FileHeader.Size + (20 * 136))
                Assert.Equal(100, log.Read(new JournalPosition(1, offset)).Length);
            else
                Assert.Throws<JournalException>(() => log.Read(new JournalPosition(1, offset)));
        }
    }

    private static async Task<SimulatedDisk> Library()
    {
        var disk = await Shelf.Filled(50);
        await using var log = Shelf.Open(disk);
        await log.Snapshot("fifty");
        await log.AppendEach(40);
        await log.Snapshot("ninety");
        await log.AppendEach(Records - 90);
        return disk;
    }

    private static string Damage(SimulatedDisk disk, Random random)
    {
        var files = disk.List();
        var file = files[random.Next(files.Count)];
        var length = disk.Content(file).Length;
        var at = random.Next(length);
        switch (random.Next(3))
        {
            case 0:
                disk.Flip(file, at, (byte)(1 << random.Next(8)));
                return $"one bit of {file} at {at}";
            case 1:
                disk.Flip(file, at, (byte)random.Next(1, 256));
                disk.Flip(file, random.Next(length), (byte)random.Next(1, 256));
                return $"two bytes of {file}";
            default:
                // A sector that comes back as zeros.
                var sector = at / 512 * 512;
                var content = disk.Content(file);
                for (var index = sector; index < Math.Min(sector + 512, length); index++)
                    disk.Flip(file, index, content[index]);
                return $"the sector of {file} at {sector}";
        }
    }
}
