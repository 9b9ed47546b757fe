using Logos.Simulation.Schedules;

namespace Logos.Simulation.Tests;

public sealed class ScheduleTests(ITestOutputHelper output)
{
    private static readonly int Count = Environment.GetEnvironmentVariable("LOGOS_LONG") == "1" ? 50_000 : 2_000;

    [Fact]
    public void Every_schedule_keeps_the_laws()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), out var given) ? given : 1;
        var broken = new List<string>();
        var (runs, again, faults) = (0L, 0L, 0L);
        for (var seed = first; seed < first + Count && broken.Count < 10; seed++)
        {
            var result = Schedule.Run(new(seed));
            runs += result.Runs;
            again += result.ExtraRuns;
            faults += result.Faults;
            if (!result.IsGood)
                broken.Add($"./test.sh simulate --seed {seed}    {result.Broken}");
        }

        output.WriteLine($"{Count} schedules from seed {first} on: {runs} runs of handlers, {again} of them again, {faults} faults.");
        Assert.True(broken.Count == 0, string.Join('\n', broken));
        Assert.True(again > 0 && faults > Count / 2, "Hardly anything ever went wrong: this shows nothing.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_seed_gives_the_same_trace(bool embedded)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (one, other) = (Schedule.Run(new(seed) { Embedded = embedded, Traced = true }), Schedule.Run(new(seed) { Embedded = embedded, Traced = true }));
            Assert.True(one.Hash == other.Hash, $"Seed {seed} gave two traces:\n{string.Join('\n', FirstDifference(one.Trace, other.Trace))}");
            Assert.Equal(one.Trace, other.Trace);
        }
    }

    private static IEnumerable<string> FirstDifference(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var at = one.Zip(other).TakeWhile(x => x.First == x.Second).Count();
        return one.Skip(at).Take(3).Concat(["---"]).Concat(other.Skip(at).Take(3));
    }
}
