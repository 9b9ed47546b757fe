using System.Diagnostics;
using System.Globalization;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;

namespace Logos.Orchestrator.Tests.Crashes;

/// <summary>A real process with the whole engine, killed while it works and started again on the same folder.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>What workers may hold when they are killed: the slots of a pool.</summary>
    private const int InFlight = 8;

    private static readonly int Kills = Environment.GetEnvironmentVariable("LOGOS_LONG") == "1" ? 50 : 3;

    private readonly Folder _folder = new();
    private readonly Dictionary<Guid, (string What, long N)> _acknowledged = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_killed_engine_had_acknowledged_ends_right_and_is_recorded_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), out var given) ? given : (int)TimeProvider.System.GetTimestamp();
        output.WriteLine($"LOGOS_SEED={seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start();
            for (var lines = random.Next(1, 600); lines > 0; lines--)
                Note(await process.StandardOutput.ReadLineAsync(Token));
            process.Kill();
            while (await process.StandardOutput.ReadLineAsync(Token) is { } line)
                Note(line);
            await process.WaitForExitAsync(Token);
        }

        await CheckAsync();
        // Once more, from what the first look has left: everything is at rest now.
        await CheckAsync();
        var runs = Ledger.Runs(LoadedProcess.LedgerFile(_folder.Path));
        var extra = runs.Values.Sum(n => n - 1);
        output.WriteLine($"{_acknowledged.Count} acknowledged over {Kills} kills, {runs.Count} attempts, {extra} of them ran again");
        Assert.InRange(extra, 0, Kills * InFlight);
    }

    private async Task CheckAsync()
    {
        await using var engine = EmbeddedEngine.Start(LoadedProcess.Options(_folder.Path));
        foreach (var (id, (what, n)) in _acknowledged)
        {
            // Its signal was not acknowledged: it may have come, and comes once more.
            if (what == "submitted")
                await engine.AskAsync(id, CommandKind.Signal, "go", cancellationToken: Token);
            var ended = await EndAsync(engine, id);
            switch (what)
            {
                case "diamond":
                    Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
                    Assert.Equal(2 * (n + 2) + 1, (long)ended.Row.Results!.Read().AsMap()["n"].AsDecimal());
                    Assert.Equal(4, ended.Nodes.Count);
                    break;
                case "signalled":
                    Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
                    break;
                case "cancelled":
                    Assert.Equal(ExecutionStatus.Cancelled, ended.Row.Status);
                    break;
                default:
                    Assert.True(ended.Row.Status is ExecutionStatus.Completed or ExecutionStatus.Cancelled);
                    break;
            }

            Assert.All(ended.Nodes, node => Assert.InRange(node.Attempt, 0, 1));
            Assert.Equal(ended.Nodes.Count, ended.Nodes.Select(node => node.Node).Distinct().Count());
        }
    }

    private static async Task<StoredExecution> EndAsync(EmbeddedEngine engine, Guid id)
    {
        using var watch = engine.Watch(id);
        var found = await engine.FindAsync(id, Token);
        Assert.True(found is not null, $"{id} was acknowledged and is not there");
        if (!found.Row.Status.IsEnd())
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            await foreach (var change in watch.Changes.ReadAllAsync(patience.Token))
            {
                if (change.Head.Id == id && change.Changes.Execution.Status.IsEnd())
                    break;
            }
        }

        return (await engine.FindAsync(id, Token))!;
    }

    // Under `dotnet test` the process is the host, which wants the assembly first.
    private Process Start()
    {
        IEnumerable<string> arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CrashTests).Assembly.Location, "load", _folder.Path] : ["load", _folder.Path];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
    }

    private void Note(string? line)
    {
        if (line?.Split(' ') is [var what, var id, var n, "."])
            _acknowledged[Guid.Parse(id)] = (what, long.Parse(n, CultureInfo.InvariantCulture));
    }
}
