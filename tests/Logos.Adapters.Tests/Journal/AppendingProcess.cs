using System.Text;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Tests.Journal;

/// <summary>The process that gets killed: appends without end, and prints each record that was acknowledged.</summary>
internal static class AppendingProcess
{
    public const int SegmentSize = 64 * 1024;

    public static async Task<int> Run(string folder)
    {
        await using var log = JournalLog.Open(folder, new JournalOptions { SegmentSize = SegmentSize });
        var run = log.Recovered.LastLsn;
        await Task.WhenAll([.. Enumerable.Range(0, 4).Select(x => Append(log, $"{run}-{x}")), Snapshot(log)]);
        return 0;
    }

    private static async Task Append(JournalLog log, string appender)
    {
        for (var count = 0; ; count++)
        {
            var payload = $"{appender}-{count}-{new string('x', count % 500)}";
            var appended = await log.AppendAsync(Encoding.UTF8.GetBytes(payload));
            Console.WriteLine($"{appended.Lsn} {payload}.");
        }
    }

    private static async Task Snapshot(JournalLog log)
    {
        while (true)
        {
            await Task.Yield();
            var lsn = log.DurableLsn;
            await log.WriteSnapshotAsync(lsn, (stream, _) => stream.WriteAsync(Encoding.UTF8.GetBytes($"up to {lsn}"), CancellationToken.None).AsTask(), keepFrom: new JournalPosition(1, 0));
        }
    }
}
