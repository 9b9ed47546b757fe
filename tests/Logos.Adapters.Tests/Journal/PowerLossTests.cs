using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Journal;

public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int Cuts = 10_000;

    [Fact]
    public void What_was_acknowledged_survives_a_power_loss_at_any_point()
    {
        var kept = 0L;
        var cuts = 0;
        for (var seed = 1; cuts < Cuts; seed++)
        {
            try
            {
                cuts += Lives(seed, ref kept);
            }
            catch (Exception e)
            {
                output.WriteLine($"Seed {seed}: {e}");
                throw;
            }
        }

        output.WriteLine($"{cuts} cuts, {kept} records were acknowledged and are there.");
        Assert.True(kept > cuts, "Hardly anything was ever acknowledged: this shows nothing.");
    }

    private static int Lives(int seed, ref long kept)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk(seed);
        var story = new Story(disk, seed);
        var cuts = 0;
        for (var life = random.Next(1, 6); life > 0; life--)
        {
            disk.PowerFailsAt = disk.Steps + random.Next(1, 120);
            try
            {
                story.Open();
                story.LiveUntilPowerLoss();
            }
            catch (Adapters.Journal.JournalException) when (disk.IsOff)
            {
            }

            cuts++;
            if (random.Next(4) == 0)
                disk.KillProcess();
            else
                disk.Restart();
        }

        disk.Restart();

        story.Open();
        kept += story.Certain.Count;
        return cuts;
    }
}
