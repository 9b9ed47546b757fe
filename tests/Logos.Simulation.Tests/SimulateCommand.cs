using System.Diagnostics;
using System.Globalization;
using Logos.Simulation.Schedules;

namespace Logos.Simulation.Tests;

/// <summary><c>./test.sh simulate</c>: many schedules, or one with all that happened in it.</summary>
internal static class SimulateCommand
{
    public static int Run(string[] args)
    {
        switch (args)
        {
            case []:
                return Many(1, 2_000);
            case ["--seed", var text] when TryNumber(text, out var seed):
                return One(seed);
            case ["--count", var text] when TryNumber(text, out var count):
                return Many(1, count);
            case ["--from", var first, "--count", var text] when TryNumber(first, out var from) && TryNumber(text, out var count):
                return Many(from, count);
            default:
                Console.Error.WriteLine("Usage: ./test.sh simulate [--seed N | [--from N] --count N]");
                return 64;
        }
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, CultureInfo.InvariantCulture, out number);

    private static int One(int seed)
    {
        var result = Schedule.Run(new(seed) { Traced = true });
        foreach (var line in result.Trace)
            Console.WriteLine(line);
        Console.WriteLine($"seed {seed}: {result.Steps} steps, {result.Runs} runs, {result.ExtraRuns} of them again, {result.Faults} faults, trace {result.Hash:x16}, {(result.IsGood ? "every law holds" : "a law is broken")}");
        return result.IsGood ? 0 : 1;
    }

    private static int Many(int from, int count)
    {
        var began = Stopwatch.GetTimestamp();
        var (broken, steps, runs, again, slowest) = (0, 0L, 0L, 0L, (Seed: 0, Took: TimeSpan.Zero));
        for (var seed = from; seed < from + count; seed++)
        {
            var result = Schedule.Run(new(seed));
            steps += result.Steps;
            runs += result.Runs;
            again += result.ExtraRuns;
            slowest = result.Took > slowest.Took ? (seed, result.Took) : slowest;
            if (result.IsGood)
                continue;
            broken++;
            Console.WriteLine($"./test.sh simulate --seed {seed}    {result.Broken!.Split('\n')[0]}");
        }

        Console.WriteLine($"{count} schedules in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s, {broken} broken: {steps} steps, {runs} runs of handlers, {again} of them again; the slowest, seed {slowest.Seed}, took {slowest.Took.TotalMilliseconds:0} ms");
        return broken == 0 ? 0 : 1;
    }
}
