using System.Diagnostics;
using System.Globalization;
using Logos.Servers;

namespace Logos.LoadTest.Cluster;

/// <summary>
/// The services at 70 % of the rate that they can, for as long as one likes: nothing may grow, and in the end what was
/// submitted, what PostgreSQL has and what the metrics say are the same number.
/// </summary>
internal static class ClusterSoak
{
    private const double Share = 0.7;
    private const int LargeEvery = 100;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(20);

    private sealed record Sample(double Rate, double P50, double P99, IReadOnlyDictionary<string, double> MemoryMb);

    public static async Task<int> RunAsync(TimeSpan time, CancellationToken stop)
    {
        await using var postgres = new PostgresServer();
        await using var rabbitMq = new RabbitMqServer();
        await using var redis = new RedisServer();
        await Task.WhenAll(postgres.StartAsync(), rabbitMq.StartAsync(), redis.StartAsync());
        await ClusterTests.MakeAsync(postgres, "soak");
        await using var subject = await ClusterSubject.StartAsync("soak", postgres, rabbitMq, redis, fusing: true);
        var accounts = new ClusterAccounts(subject, postgres.ConnectionString("soak"), rabbitMq);
        // The first time the code is compiled meanwhile.
        await ClusterTests.RateAsync(() => DiamondAsync(subject, accounts), Warm);
        var most = await ClusterTests.RateAsync(() => DiamondAsync(subject, accounts), Warm);
        Console.WriteLine($"{most:N0} graphs/s at most, {most * Share:N0} for {time.TotalMinutes:0.#} minutes; one of {LargeEvery} carries {ClusterGraphs.LargeLength / 1024} KiB");
        var samples = await LoadAsync(subject, accounts, most * Share, time, stop);
        var flat = subject.Services.Keys.Aggregate(true, (all, name) => Levels.IsFlat(name, "MB", [.. samples.Select(sample => sample.MemoryMb[name])], spare: 20) && all);
        // A window's p99 is a few slow ones: the middle of the windows tells whether they become slower.
        var half = samples.Count / 2;
        var (before, after) = (Workloads.Median([.. samples.Take(half).Select(sample => sample.P99)]), Workloads.Median([.. samples.Skip(half).Select(sample => sample.P99)]));
        var steady = after <= before * 1.25 + 5;
        Console.WriteLine($"{"p99",-13} {before,8:F1} ms in the first half, {after,8:F1} ms in the second{(steady ? "" : "  GROWS")}");
        return await accounts.AgreeAsync(stop) && flat && steady ? 0 : 1;
    }

    private static async Task<List<Sample>> LoadAsync(ClusterSubject subject, ClusterAccounts accounts, double rate, TimeSpan time, CancellationToken stop)
    {
        var (samples, window, under, sent) = (new List<Sample>(), new List<double>(), new List<Task>(), 0L);
        Console.WriteLine($"{"",6} {"graphs/s",9} {"p50 ms",8} {"p99 ms",8} {string.Join(' ', subject.Services.Keys.Select(name => $"{name + " MB",15}"))}");
        var (began, last) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Stopwatch.GetElapsedTime(began) < time && await ticks.WaitForNextTickAsync(stop))
        {
            // At a steady rate, whether or not those before have been answered; counted from when each was due.
            for (var wanted = Stopwatch.GetElapsedTime(began).TotalSeconds * rate; sent < wanted; sent++)
                under.Add(OneAsync(sent % LargeEvery == 0, Stopwatch.GetTimestamp()));
            if (Stopwatch.GetElapsedTime(last) >= time / 20)
            {
                samples.Add(Take(window, Stopwatch.GetElapsedTime(last), subject));
                Console.WriteLine(Line(Stopwatch.GetElapsedTime(began), samples[^1]));
                last = Stopwatch.GetTimestamp();
                foreach (var faulted in under.Where(task => task.IsFaulted))
                    await faulted;
                under.RemoveAll(task => task.IsCompleted);
            }
        }

        await Task.WhenAll(under);
        return samples;

        async Task OneAsync(bool large, long due)
        {
            await (large ? accounts.CountAsync(subject.RunLargeAsync(), large: true) : DiamondAsync(subject, accounts));
            lock (window)
                window.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }
    }

    private static Task DiamondAsync(ClusterSubject subject, ClusterAccounts accounts) => accounts.CountAsync(subject.RunAsync(Graphs.Diamond), large: false);

    private static Sample Take(List<double> window, TimeSpan time, ClusterSubject subject)
    {
        lock (window)
        {
            window.Sort();
            var sample = new Sample(window.Count / time.TotalSeconds, window[window.Count / 2], window[window.Count * 99 / 100], subject.Services.ToDictionary(service => service.Key, service => service.Value.Memory / 1e6));
            window.Clear();
            return sample;
        }
    }

    private static string Line(TimeSpan at, Sample sample) =>
        string.Create(CultureInfo.InvariantCulture, $"{at:mm\\:ss} {sample.Rate,10:N0} {sample.P50,8:F1} {sample.P99,8:F1} {string.Join(' ', sample.MemoryMb.Values.Select(mb => $"{mb,15:F1}"))}");
}
