using System.Diagnostics;
using Logos.Adapters.Embedded;

namespace Logos.LoadTest;

/// <summary>Load for as long as one likes, with retention: neither memory nor the folder may grow with what has been run.</summary>
internal static class Soak
{
    private const int InFlight = 64;

    private static readonly StoreOptions Keeping = StoreOptions.Standard with
    {
        Retention = new Retention { Count = 10_000, Age = null },
        RetentionInterval = TimeSpan.FromSeconds(5),
        SnapshotEvery = 16 * 1024 * 1024,
    };

    private sealed record Sample(TimeSpan At, long Graphs, double HeapMb, double ProcessMb, double FolderMb);

    public static async Task<int> RunAsync(TimeSpan time, string? given, CancellationToken stop)
    {
        var folder = given ?? Directory.CreateTempSubdirectory("logos-soak-").FullName;
        try
        {
            await using var subject = Subject.Start(folder, fusing: true, Keeping);
            return await RunAsync(subject, folder, time, stop);
        }
        finally
        {
            if (given is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(Subject subject, string folder, TimeSpan time, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var (graphs, over) = (0L, false);
        var load = Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref over))
            {
                await subject.RunAsync(Graphs.Diamond);
                Interlocked.Increment(ref graphs);
            }
        }, stop)));
        var samples = new List<Sample>();
        Console.WriteLine($"{"",8} {"graphs",12} {"heap MB",9} {"process MB",11} {"folder MB",10}");
        while (Stopwatch.GetElapsedTime(began) < time && !load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(time / 20, TimeProvider.System, stop));
            var sample = new Sample(Stopwatch.GetElapsedTime(began), Interlocked.Read(ref graphs), GC.GetTotalMemory(forceFullCollection: true) / 1e6, Environment.WorkingSet / 1e6, SizeOf(folder) / 1e6);
            samples.Add(sample);
            Console.WriteLine($"{sample.At:mm\\:ss} {sample.Graphs,15:N0} {sample.HeapMb,9:F1} {sample.ProcessMb,11:F1} {sample.FolderMb,10:F1}");
        }

        Volatile.Write(ref over, true);
        await load;
        return Judge(samples);
    }

    private static int Judge(List<Sample> samples)
    {
        var levels = new (string Name, Func<Sample, double> Of)[] { ("heap", s => s.HeapMb), ("process", s => s.ProcessMb), ("folder", s => s.FolderMb) };
        return levels.Aggregate(true, (flat, level) => Levels.IsFlat(level.Name, "MB", [.. samples.Select(level.Of)], spare: 10) && flat) ? 0 : 1;
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
}
