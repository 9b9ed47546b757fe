using BenchmarkDotNet.Attributes;
using Logos.Adapters.Journal;

namespace Logos.Benchmarks.Journal;

/// <summary>Durable records of 200 bytes: the time of one, with so many callers that each wait for theirs.</summary>
public class AppendBenchmarks
{
    private const int Records = 6400;

    private readonly byte[] _payload = new byte[200];
    private string _folder = "";
    private JournalLog _log = null!;

    [Params(1, 64)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("logos-bench-").FullName;
        _log = JournalLog.Open(_folder);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _log.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task Append() => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(AppendShare)));

    private async Task AppendShare()
    {
        for (var count = Records / Callers; count > 0; count--)
            await _log.AppendAsync(_payload).ConfigureAwait(false);
    }
}
