using System.Diagnostics;
using System.Threading.Channels;

namespace Logos.LoadTest.Http;

/// <summary>What the server is put to over HTTP.</summary>
internal static class HttpWorkloads
{
    public const int Watching = 1_000;

    private const int InFlight = 64;
    private const string Body = """{"inputs":{"n":9}}""";

    /// <returns>Graphs a second, 64 at a time; whoever asks waits for the result.</returns>
    public static async Task<double> DiamondsAsync(HttpServer server, TimeSpan part)
    {
        var (began, count) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(server, "/api/v1/graphs/diamond/execute?wait=30s", Body, "\"value\":50");
            while (Stopwatch.GetElapsedTime(began) < part || Volatile.Read(ref count) < InFlight)
            {
                await connection.AskAsync();
                Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The same, while many watch.</summary>
    public static async Task<double> WatchedAsync(HttpServer server, TimeSpan part, int watchers)
    {
        await using var watching = await server.WatchAsync(watchers);
        return await DiamondsAsync(server, part);
    }

    /// <summary>Submissions at a steady rate, whether or not those before have been answered; counted from when each was due.</summary>
    /// <returns>Milliseconds: half of them took no longer, and 99 of a hundred.</returns>
    public static async Task<(double P50, double P99)> SubmitAsync(HttpServer server, TimeSpan part, double rate)
    {
        var due = Channel.CreateUnbounded<long>();
        var times = new List<double>();
        var workers = Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            using var connection = await Connection.OpenAsync(server, "/api/v1/graphs/diamond/execute", Body, "\"execution_id\"");
            await foreach (var at in due.Reader.ReadAllAsync())
            {
                await connection.AskAsync();
                var took = Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                lock (times)
                    times.Add(took);
            }
        })).ToList();
        var began = Stopwatch.GetTimestamp();
        using (var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1)))
        {
            for (var sent = 0; Stopwatch.GetElapsedTime(began) < part || sent < InFlight; await ticks.WaitForNextTickAsync())
            {
                for (var wanted = Stopwatch.GetElapsedTime(began).TotalSeconds * rate; sent < wanted; sent++)
                    due.Writer.TryWrite(Stopwatch.GetTimestamp());
            }
        }

        due.Writer.Complete();
        await Task.WhenAll(workers);
        times.Sort();
        return (times[times.Count / 2], times[times.Count * 99 / 100]);
    }
}
