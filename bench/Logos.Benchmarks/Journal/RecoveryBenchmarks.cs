using BenchmarkDotNet.Attributes;
using Logos.Adapters.Journal;

namespace Logos.Benchmarks.Journal;

/// <summary>A start on 1,000,000 records of 200 bytes without a snapshot.</summary>
public class RecoveryBenchmarks
{
    private const int Records = 1_000_000;
    private const int Together = 10_000;

    private string _folder = "";

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("logos-bench-").FullName;
        Fill().GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public long Open()
    {
        var bytes = 0L;
        var log = JournalLog.Open(_folder, onRecord: (in JournalRecord record) => bytes += record.Payload.Length);
        log.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return bytes == 200L * Records ? bytes : throw new InvalidOperationException($"{bytes} bytes came back.");
    }

    private async Task Fill()
    {
        await using var log = JournalLog.Open(_folder);
        var payload = new byte[200];
        new Random(1).NextBytes(payload);
        var waiting = new Task<Appended>[Together];
        for (var written = 0; written < Records; written += Together)
        {
            for (var index = 0; index < Together; index++)
                waiting[index] = log.AppendAsync(payload).AsTask();
            foreach (var task in waiting)
                await task.ConfigureAwait(false);
        }
    }
}
