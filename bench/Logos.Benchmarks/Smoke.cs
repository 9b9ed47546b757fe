using BenchmarkDotNet.Running;

namespace Logos.Benchmarks;

/// <summary>Runs every benchmark once and closes with the totals that test.sh reads.</summary>
internal static class Smoke
{
    public static int Run(string[] args)
    {
        var all = BenchmarkSwitcher.FromAssembly(typeof(Smoke).Assembly);
        var summaries = all.Run(args.Length == 0 ? ["--filter", "*"] : args, Measuring.Once()).ToList();
        var cases = summaries.Sum(x => x.BenchmarksCases.Length);
        if (cases == 0)
        {
            Console.WriteLine("Total: 0");
            return 0;
        }

        // A case without a report never ran: a validation error, or a set-up that threw.
        var good = summaries.Sum(x => x.Reports.Count(r => r.Success));
        foreach (var error in summaries.SelectMany(x => x.ValidationErrors))
        {
            Console.WriteLine(error.Message);
        }

        Console.WriteLine($"Total: {cases}, Errors: 0, Failed: {cases - good}, Skipped: 0, Not Run: 0");
        return good == cases ? 0 : 1;
    }
}
