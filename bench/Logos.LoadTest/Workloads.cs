using System.Diagnostics;

namespace Logos.LoadTest;

/// <summary>What the engine is put to, always in a closed loop: nobody submits before what they wait for has ended.</summary>
internal static class Workloads
{
    private const int InFlight = 64;

    /// <returns>The median time of one graph, in milliseconds.</returns>
    public static async Task<double> LatencyAsync(Subject subject, string graph, TimeSpan part)
    {
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        do
            times.Add((await subject.RunAsync(graph)).TotalMilliseconds);
        while (Stopwatch.GetElapsedTime(began) < part);
        return Median(times);
    }

    /// <returns>Tasks a second.</returns>
    public static async Task<double> WideAsync(Subject subject, TimeSpan part) =>
        (Graphs.Width + 2) * 1000 / await LatencyAsync(subject, Graphs.Wide, part);

    /// <returns>Graphs a second, 64 at a time, a thousand or as many as fit.</returns>
    public static async Task<double> DiamondsAsync(Subject subject, TimeSpan part)
    {
        var began = Stopwatch.GetTimestamp();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < part || Volatile.Read(ref count) < InFlight)
            {
                await subject.RunAsync(Graphs.Diamond);
                Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}
