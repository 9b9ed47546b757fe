using Logos.LoadTest.Http;

namespace Logos.LoadTest;

/// <summary>Runs floors and workloads in turn, round after round, so that what else the machine does meets all of them alike.</summary>
internal static class LoadTests
{
    private const string Http = "H http";

    public static async Task<int> RunAsync(Plan plan, CancellationToken stop)
    {
        var root = plan.Folder ?? Directory.CreateTempSubdirectory("logos-load-").FullName;
        try
        {
            await using var fused = Subject.Start(Path.Combine(root, "fused"), fusing: true);
            await using var unfused = Subject.Start(Path.Combine(root, "unfused"), fusing: false);
            var parts = Parts(fused, unfused, Path.Combine(root, "floor")).Where(part => plan.Wants(part.Name)).ToList();
            // Over HTTP it is another process, and another measurement: here it is only shown to work.
            if (plan.Smoke && plan.Wants(Http))
                parts.Add(new(Http, "the server over HTTP", "", async _ => { await HttpLoadTests.SmokeAsync(); return 0; }, null, false));
            return plan.Smoke ? await SmokeAsync(parts) : await MeasureAsync(parts, plan, stop);
        }
        finally
        {
            if (plan.Folder is null)
                Directory.Delete(root, recursive: true);
        }
    }

    private static IReadOnlyList<Part> Parts(Subject fused, Subject unfused, string floor) =>
    [
        new("F1 channels", "bare channels, there and back", "/s", Floors.ChannelsAsync, null, false),
        new("F2 commits", "bare journal commits, one caller", "/s", part => Floors.CommitsAsync(part, floor), null, false),
        new("W1 fused", "a chain of 40, p50", "ms", part => Workloads.LatencyAsync(fused, Graphs.Chain, part), 2, true),
        new("W1 unfused", "a chain of 40, p50", "ms", part => Workloads.LatencyAsync(unfused, Graphs.Chain, part), 12, true),
        new("W2 fused", "1 to 1,000 to 1", "tasks/s", part => Workloads.WideAsync(fused, part), 60_000, false),
        new("W2 unfused", "1 to 1,000 to 1", "tasks/s", part => Workloads.WideAsync(unfused, part), 16_000, false),
        new("W3 fused", "diamonds of 4, 64 in flight", "graphs/s", part => Workloads.DiamondsAsync(fused, part), null, false),
        new("W3 unfused", "diamonds of 4, 64 in flight", "graphs/s", part => Workloads.DiamondsAsync(unfused, part), 4_000, false),
        new("W4 fused", "one node at idle, p50", "ms", part => Workloads.LatencyAsync(fused, Graphs.Single, part), 1, true),
        new("W4 unfused", "one node at idle, p50", "ms", part => Workloads.LatencyAsync(unfused, Graphs.Single, part), 1, true),
    ];

    private static async Task<int> MeasureAsync(List<Part> parts, Plan plan, CancellationToken stop)
    {
        var figures = await Rounds.MeasureAsync(parts, plan, stop);
        Console.WriteLine($"{"",-13} {"",-34} {"median",12} {"least",12} {"most",12} {"",-9} aim");
        foreach (var part in parts)
        {
            var all = figures[part];
            var median = Workloads.Median(all);
            var aim = part.Aim is not { } wanted ? "" : $"{(part.LessIsBetter ? "under" : "over")} {wanted:N0}{((part.LessIsBetter ? median < wanted : median > wanted) ? "" : "  MISSED")}";
            Console.WriteLine($"{part.Name,-13} {part.What,-34} {Rounds.Figure(median),12} {Rounds.Figure(all.Min()),12} {Rounds.Figure(all.Max()),12} {part.Unit,-9} {aim}".TrimEnd());
        }

        return 0;
    }

    private static async Task<int> SmokeAsync(List<Part> parts)
    {
        var failed = 0;
        foreach (var part in parts)
        {
            try
            {
                await part.Measure(TimeSpan.FromMilliseconds(1));
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                failed++;
                Console.WriteLine($"    Logos.LoadTest.{part.Name} [FAIL]");
                Console.WriteLine(e);
            }
        }

        Console.WriteLine(parts.Count == 0 ? "Total: 0" : $"Total: {parts.Count}, Errors: 0, Failed: {failed}, Skipped: 0, Not Run: 0");
        return failed == 0 ? 0 : 1;
    }
}
