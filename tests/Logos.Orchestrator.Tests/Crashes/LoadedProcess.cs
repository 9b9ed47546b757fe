using Logos.Adapters.Embedded;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Tests.Embedded;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Crashes;

/// <summary>The process that gets killed: load without end over one folder, and a line for each thing that was acknowledged.</summary>
internal static class LoadedProcess
{
    private const int Clients = 4;

    public static EmbeddedEngineOptions Options(string folder) => Engines.Options(Path.Combine(folder, "data"), new Ledger(LedgerFile(folder)).Registration, Engines.Diamond, Engines.Signalled) with
    {
        // Everything that happens rarely happens all the time.
        Journal = new() { SegmentSize = 64 * 1024 },
        Keeping = new() { SnapshotEvery = 64 * 1024, RestAfter = TimeSpan.FromMilliseconds(20), Retention = Retention.Everything },
    };

    public static string LedgerFile(string folder) => Path.Combine(folder, "ledger");

    public static async Task<int> RunAsync(string folder)
    {
        await using var engine = EmbeddedEngine.Start(Options(folder));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WorkAsync(engine, client)));
        return 0;
    }

    private static async Task WorkAsync(EmbeddedEngine engine, int client)
    {
        for (var n = client; ; n += Clients)
        {
            switch (n % 4)
            {
                case 0:
                    using (var watch = await engine.SubmitAsync("signalled", ValueMap.Empty))
                        await CommandAsync(engine, watch.Head, "signalled", CommandKind.Signal);
                    break;
                case 1:
                    using (var watch = await engine.SubmitAsync("signalled", ValueMap.Empty))
                        await CommandAsync(engine, watch.Head, "cancelled", CommandKind.Cancel);
                    break;
                default:
                    using (var watch = await engine.SubmitAsync("diamond", Engines.Inputs($"{{\"n\": {n}}}")))
                    {
                        Say($"diamond {watch.Head.Id} {n}");
                        await foreach (var _ in watch.Changes.ReadAllAsync())
                        {
                        }
                    }

                    break;
            }
        }
    }

    private static async Task CommandAsync(EmbeddedEngine engine, ExecutionHead head, string said, CommandKind kind)
    {
        Say($"submitted {head.Id} 0");
        var verdict = await engine.AskAsync(head.Id, kind, kind == CommandKind.Signal ? "go" : "by the test");
        if (verdict is { Status: 200 })
            Say($"{said} {head.Id} 0");
    }

    // One write a line: what a kill cuts off has no dot at its end.
    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.Write(line + " .\n");
            Console.Out.Flush();
        }
    }
}
