using System.Diagnostics;
using System.Text;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Tests.Journal;

/// <summary>A real process that is killed while it writes.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 12;
    private const int Seed = 4_711;

    private readonly string _folder = Directory.CreateTempSubdirectory("logos-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_killed_process_had_acknowledged_is_there()
    {
        output.WriteLine($"Seed {Seed}");
        var random = new Random(Seed);
        var acknowledged = new SortedDictionary<long, string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start();
            for (var lines = random.Next(1, 1500); lines > 0; lines--)
                Note(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), acknowledged);
            process.Kill();
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                Note(line, acknowledged);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            var records = await ReadAll();
            Assert.True(acknowledged.Count > 0);
            foreach (var (lsn, payload) in acknowledged)
                Assert.Equal(payload, records[(int)lsn - 1]);
            Assert.Equal(records.Count, records.Distinct().Count());
        }

        output.WriteLine($"{acknowledged.Count} acknowledged over {Kills} kills");
    }

    [Fact]
    public async Task A_second_process_is_told_which_one_is_inside_and_may_come_once_that_one_is_dead()
    {
        using var process = Start();
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        var failure = Assert.Throws<JournalException>(() => JournalLog.Open(_folder));
        Assert.Equal(AdaptersCodes.JournalInUse, failure.Code);
        Assert.Contains($"process {process.Id}", failure.Message, StringComparison.Ordinal);

        process.Kill();
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using (JournalLog.Open(_folder))
        {
        }
    }

    private Process Start() =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Arguments()) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;

    // Under `dotnet test` the process is the host, which wants the assembly first.
    private IEnumerable<string> Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(KillTests).Assembly.Location, "append", _folder] : ["append", _folder];

    // A line that the kill cut off has no dot at its end.
    private static void Note(string? line, SortedDictionary<long, string> acknowledged)
    {
        if (line is null || !line.EndsWith('.'))
            return;
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        acknowledged.Add(long.Parse(line[..space]), line[(space + 1)..^1]);
    }

    private async Task<List<string>> ReadAll()
    {
        // The child keeps all segments, so that a check from record 1 on is possible without its snapshots.
        var copy = Directory.CreateTempSubdirectory("logos-killed-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(_folder, "*.journal"))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            var records = new List<string>();
            await using (JournalLog.Open(copy, onRecord: (in JournalRecord x) => records.Add(Encoding.UTF8.GetString(x.Payload))))
            {
            }

            await using (var log = JournalLog.Open(_folder, new JournalOptions { SegmentSize = AppendingProcess.SegmentSize }))
                Assert.Equal(records.Count, log.Recovered.LastLsn);
            return records;
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
