namespace Logos.LoadTest.Http;

/// <summary>The server as a process, under load from this one: throughput with and without watchers in turn, submissions at a steady rate, and watchers of what keeps changing.</summary>
internal static class HttpLoadTests
{
    /// <summary>Half of the graphs a second that are aimed at.</summary>
    private const double SubmitRate = 1_500;

    public static async Task<int> RunAsync(Plan plan, CancellationToken stop)
    {
        var root = plan.Folder ?? Directory.CreateTempSubdirectory("logos-load-http-").FullName;
        try
        {
            await using var server = await HttpServer.StartAsync(Path.Combine(root, "http"));
            await MeasureAsync(server, plan, stop);
            return 0;
        }
        finally
        {
            if (plan.Folder is null)
                Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Each once, and short.</summary>
    public static async Task SmokeAsync()
    {
        var root = Directory.CreateTempSubdirectory("logos-load-http-");
        try
        {
            await using var server = await HttpServer.StartAsync(Path.Combine(root.FullName, "http"));
            var part = TimeSpan.FromMilliseconds(1);
            await HttpWorkloads.DiamondsAsync(server, part);
            await HttpWorkloads.WatchedAsync(server, part, 10);
            await HttpWorkloads.SubmitAsync(server, part, 1_000);
            await Changing.RunAsync(server, part, 10, watched: false);
            await Changing.RunAsync(server, part, 10, watched: true);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpServer server, Plan plan, CancellationToken stop)
    {
        var (alone, watched, p50, p99) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (asked, each, askedSpent, eachSpent) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        // The first round warms up and does not count.
        for (var round = 0; round <= plan.Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var rate = await HttpWorkloads.DiamondsAsync(server, plan.Part);
            var times = await HttpWorkloads.SubmitAsync(server, plan.Part, SubmitRate);
            var while1000Watch = await HttpWorkloads.WatchedAsync(server, plan.Part, HttpWorkloads.Watching);
            var unwatched = await Changing.RunAsync(server, plan.Part, HttpWorkloads.Watching, watched: false);
            var changing = await Changing.RunAsync(server, plan.Part, HttpWorkloads.Watching, watched: true);
            Console.Error.WriteLine(round == 0 ? "warmed up" : $"round {round} of {plan.Rounds}: {rate:N0} graphs/s, {while1000Watch:N0} watched, submit p50 {times.P50:F2} ms, p99 {times.P99:F2} ms, changing {unwatched.Rate:N0} and {unwatched.Spent:N0} µs, each watched {changing.Rate:N0} and {changing.Spent:N0} µs");
            if (round == 0)
                continue;
            alone.Add(rate);
            watched.Add(while1000Watch);
            p50.Add(times.P50);
            p99.Add(times.P99);
            asked.Add(unwatched.Rate);
            askedSpent.Add(unwatched.Spent);
            each.Add(changing.Rate);
            eachSpent.Add(changing.Spent);
        }

        Console.WriteLine($"{"H1 diamonds of 4, 64 in flight",-44} {Workloads.Median(alone),10:N0} graphs/s   over 3,000");
        Console.WriteLine($"{"H2 the same while 1,000 watch",-44} {Workloads.Median(watched),10:N0} graphs/s   {100 * (1 - Workloads.Median(watched) / Workloads.Median(alone)):F1} % less; under 10 %");
        Console.WriteLine($"{"H3 submissions at 1,500 a second, p50",-44} {Workloads.Median(p50),10:F2} ms");
        Console.WriteLine($"{"H3 submissions at 1,500 a second, p99",-44} {Workloads.Median(p99),10:F2} ms         under 10");
        Console.WriteLine($"{"H4 1,000 that wait and are signalled",-44} {Workloads.Median(asked),10:N0} graphs/s   {Workloads.Median(askedSpent):N0} µs of the server each");
        Console.WriteLine($"{"H4 the same, each watched by one",-44} {Workloads.Median(each),10:N0} graphs/s   {Workloads.Median(eachSpent):N0} µs of the server each");
    }
}
