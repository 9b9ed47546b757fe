using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;

namespace Logos.Benchmarks;

/// <summary>Runs every benchmark once and closes with the totals that test.sh reads.</summary>
internal static class Smoke
{
    public static int Run(string filter)
    {
        var log = new AccumulationLogger();
        var infos = typeof(Smoke).Assembly.GetTypes()
            .Where(x => !x.IsAbstract && x.GetMethods().Any(m => m.IsDefined(typeof(BenchmarkAttribute), true)))
            .Select(x => BenchmarkConverter.TypeToBenchmarks(x, Measuring.Once(log)));
        var alone = infos
            .SelectMany(x => x.BenchmarksCases.Select(c => new BenchmarkRunInfo([c], x.Type, x.Config)))
            .Where(x => NameOf(x).Contains(filter, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (alone.Count == 0)
        {
            Console.WriteLine("Total: 0");
            return 0;
        }

        var (failed, skipped) = (0, 0);
        foreach (var benchmark in alone)
        {
            log.ClearLog();
            if (benchmark.Type.GetCustomAttribute<NeedsAttribute>() is { IsThere: false } needs)
            {
                skipped++;
                Console.WriteLine($"    {NameOf(benchmark)} [SKIP]\n      {needs.Program} is missing");
            }
            else if (!Succeeds(benchmark))
            {
                failed++;
                Console.WriteLine($"    {NameOf(benchmark)} [FAIL]");
                Console.WriteLine(log.GetLog());
            }
        }

        Console.WriteLine($"Total: {alone.Count}, Errors: 0, Failed: {failed}, Skipped: {skipped}, Not Run: 0");
        return failed == 0 ? 0 : 1;
    }

    private static string NameOf(BenchmarkRunInfo alone) =>
        $"{alone.Type.FullName}.{alone.BenchmarksCases[0].Descriptor.WorkloadMethod.Name}({alone.BenchmarksCases[0].Parameters.DisplayInfo})";

    private static bool Succeeds(BenchmarkRunInfo alone)
    {
        try
        {
            // A case without a report never ran: a validation error, or a set-up that threw.
            return BenchmarkRunner.Run(alone).Reports.Any(x => x.Success);
        }
        catch (NullReferenceException)
        {
            // BenchmarkDotNet 0.14 prints the exception of a benchmark in process, then trips over the build result that such a run has not.
            return false;
        }
    }
}
