using System.Diagnostics;
using System.Globalization;
using Logos.Servers;
using Npgsql;

namespace Logos.LoadTest.Cluster;

/// <summary>The services over real servers of this machine, beside a program that does nothing but their hops and commits: in turn, round after round.</summary>
internal static class ClusterTests
{
    private const int InFlight = 64;
    private const int Partitions = 32;

    public static async Task<int> RunAsync(Plan plan, CancellationToken stop)
    {
        await using var postgres = new PostgresServer();
        await using var rabbitMq = new RabbitMqServer();
        await using var redis = new RedisServer();
        await Task.WhenAll(postgres.StartAsync(), rabbitMq.StartAsync(), redis.StartAsync());
        foreach (var name in (string[])["fused", "unfused", "floor"])
            await MakeAsync(postgres, name);
        await using var fused = await ClusterSubject.StartAsync("fused", postgres, rabbitMq, redis, fusing: true);
        await using var unfused = await ClusterSubject.StartAsync("unfused", postgres, rabbitMq, redis, fusing: false);
        await using var floor = await ClusterFloor.StartAsync(postgres.ConnectionString("floor"), rabbitMq.Uri.ToString(), Partitions);
        return await MeasureAsync(Parts(floor, fused, unfused).Where(part => plan.Wants(part.Name)).ToList(), plan, stop);
    }

    private static IReadOnlyList<Part> Parts(ClusterFloor floor, ClusterSubject fused, ClusterSubject unfused) =>
    [
        new("W1 floor", "a chain of 40, p50", "ms", part => LatencyAsync(() => TimedAsync(() => floor.RunAsync([.. Enumerable.Repeat(1, Graphs.ChainLength)])), part)),
        new("W1 unfused", "a chain of 40, p50", "ms", part => LatencyAsync(() => unfused.RunAsync(Graphs.Chain), part)),
        new("W1 fused", "a chain of 40, p50", "ms", part => LatencyAsync(() => fused.RunAsync(Graphs.Chain), part)),
        new("W2 floor", "1 to 1,000 to 1", "tasks/s", part => WideAsync(() => TimedAsync(() => floor.RunAsync(1, Graphs.Width, 1)), part)),
        new("W2 unfused", "1 to 1,000 to 1", "tasks/s", part => WideAsync(() => unfused.RunAsync(Graphs.Wide), part)),
        new("W2 fused", "1 to 1,000 to 1", "tasks/s", part => WideAsync(() => fused.RunAsync(Graphs.Wide), part)),
        new("W3 floor", "diamonds of 4, 64 in flight", "graphs/s", part => RateAsync(() => floor.RunAsync(1, 2, 1), part)),
        new("W3 unfused", "diamonds of 4, 64 in flight", "graphs/s", part => RateAsync(() => unfused.RunAsync(Graphs.Diamond), part)),
        new("W3 fused", "diamonds of 4, 64 in flight", "graphs/s", part => RateAsync(() => fused.RunAsync(Graphs.Diamond), part)),
        new("W4 floor", "one node at idle, p50", "ms", part => LatencyAsync(() => TimedAsync(() => floor.RunAsync(1)), part)),
        new("W4 unfused", "one node at idle, p50", "ms", part => LatencyAsync(() => unfused.RunAsync(Graphs.Single), part)),
        new("W4 fused", "one node at idle, p50", "ms", part => LatencyAsync(() => fused.RunAsync(Graphs.Single), part)),
    ];

    private static async Task<int> MeasureAsync(List<Part> parts, Plan plan, CancellationToken stop)
    {
        var figures = await Rounds.MeasureAsync(parts, plan, stop);
        Console.WriteLine($"{"",-13} {"",-30} {"median",10} {"least",10} {"most",10} {"",-9} of its floor");
        double floor = 0;
        foreach (var part in parts)
        {
            var median = Workloads.Median(figures[part]);
            if (part.Name.EndsWith("floor", StringComparison.Ordinal))
                floor = median;
            var ratio = part.Unit == "ms" ? $"{(median / floor).ToString("0.00", CultureInfo.InvariantCulture)} times as long" : $"{(median / floor).ToString("0.00", CultureInfo.InvariantCulture)} as much";
            Console.WriteLine($"{part.Name,-13} {part.What,-30} {Rounds.Figure(median),10} {Rounds.Figure(figures[part].Min()),10} {Rounds.Figure(figures[part].Max()),10} {part.Unit,-9} {ratio}");
        }

        return 0;
    }

    private static async Task<double> LatencyAsync(Func<Task<TimeSpan>> run, TimeSpan part)
    {
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        do
            times.Add((await run()).TotalMilliseconds);
        while (Stopwatch.GetElapsedTime(began) < part);
        return Workloads.Median(times);
    }

    private static async Task<double> WideAsync(Func<Task<TimeSpan>> run, TimeSpan part) => (Graphs.Width + 2) * 1000 / await LatencyAsync(run, part);

    public static async Task<double> RateAsync(Func<Task> run, TimeSpan part)
    {
        var (count, began) = (0, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < part || Volatile.Read(ref count) < InFlight)
            {
                await run();
                Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<TimeSpan> TimedAsync(Func<Task> run)
    {
        var began = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(began);
    }

    public static async Task MakeAsync(PostgresServer server, string name)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString());
        await using var make = source.CreateCommand($"create database {name}");
        await make.ExecuteNonQueryAsync();
    }
}
