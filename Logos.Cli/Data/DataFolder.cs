using System.Globalization;
using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Orchestration;

namespace Logos.Cli.Data;

/// <summary>A folder of the engine, as somebody looks after it.</summary>
internal sealed class DataFolder(Terminal terminal, string name, bool json)
{
    private string Folder => Path.Combine(terminal.WorkingDirectory, name);

    public int Check()
    {
        if (Refused() is { } refused)
            return refused;
        StoreReport report;
        try
        {
            report = StoreCheck.Run(Folder, terminal.Clock);
        }
        catch (JournalException e)
        {
            return Fail(e);
        }

        if (json)
            StoreReportJson.Print(terminal.Output, report);
        else
            Tell(report);
        return report.Damage is null ? ExitCode.Good : ExitCode.RunFailed;
    }

    public async Task<int> CompactAsync()
    {
        if (Refused() is { } refused)
            return refused;
        try
        {
            var before = Bytes();
            await using (var store = JournalStore.Open(Folder, new() { Clock = terminal.Clock, SegmentSize = StoreCheck.SegmentSize(Folder) }, new() { Retention = Retention.Everything }))
                await store.CompactAsync();
            var after = Bytes();
            if (json)
                JsonLine.Print(terminal.Output, to => Write(to, before, after));
            else
                terminal.Output.WriteLine($"{Visible.Of(name)}: {Size(before)} before, {Size(after)} now");
            return ExitCode.Good;
        }
        catch (JournalException e)
        {
            return Fail(e);
        }
        catch (StoreUnavailableException e) when (e.InnerException is JournalException inner)
        {
            return Fail(inner);
        }
    }

    private static void Write(System.Text.Json.Utf8JsonWriter to, long before, long after)
    {
        to.WriteNumber("bytes_before", before);
        to.WriteNumber("bytes_after", after);
    }

    private void Tell(StoreReport report)
    {
        var rows = new (string Name, string Text)[]
        {
            ("store", report.Journal.StoreId.ToString()),
            ("format", $"{report.Format.Files}, records {report.Format.Records}"),
            ("size", $"{Size(report.Bytes)} in {Counted.Of(report.Segments, "segment")} and {Counted.Of(report.Snapshots, "snapshot")}"),
            ("records", $"{Number(report.Records)}, up to number {Number(report.Journal.LastLsn)}{(report.Snapshots == 0 ? "" : $"; {Number(report.Journal.Records)} behind the snapshot")}"),
            ("graphs", $"{Counted.Of(report.Graphs.Names, "graph")} in {Counted.Of(report.Graphs.Versions, "version")}"),
            ("executions", $"{Number(report.Open)} open, {Number(report.Finished)} finished, {Number(report.Waiting)} not begun"),
            ("documents", Number(report.Documents)),
        };
        var ink = terminal.OutputInk;
        terminal.Output.WriteLine(report.Damage is null ? $"{Visible.Of(name)} is {ink.Green("sound")}" : $"{Visible.Of(name)} is {ink.Red("damaged")}; what could be read:");
        foreach (var (title, text) in rows)
            terminal.Output.WriteLine($"  {title,-11} {text}");
        if (report.Journal.TornTail is { } tail)
            terminal.Output.WriteLine($"  {"torn tail",-11} {Number(tail.Bytes)} bytes at byte {Number(tail.Offset)} of {tail.File}: an unfinished write that nobody was promised; the next start cuts it off");
        foreach (var damaged in report.Journal.DamagedSnapshots)
            terminal.Output.WriteLine($"  {"snapshot",-11} {Visible.Of(damaged.Fault.Message)} The one before it is used.");
        if (report.Damage is { } damage)
            Failure.Show([damage.Fault with { Path = null }], name, null, terminal);
    }

    private int? Refused()
    {
        if (StoreCheck.IsStore(Folder))
            return null;
        var exists = Directory.Exists(Folder);
        return Failure.Tell(
            [exists
                ? new(CliCodes.NotAJournal.Code, $"{Visible.Of(name)} holds no journal") { Hint = "name the folder of the engine, with files such as 0000000001.journal in it" }
                : new(CliCodes.FileNotFound.Code, $"there is no folder {Visible.Of(name)}") { Hint = "name the folder of the engine, `logos-data` if nothing else was set" }],
            name, null, json, terminal);
    }

    private int Fail(JournalException e) => Failure.Tell([e.Fault with { Path = null }], name, null, json, terminal, e.Code is AdaptersCodes.JournalInUse or AdaptersCodes.JournalNotWritable or AdaptersCodes.JournalNewerFormat ? ExitCode.InputAtFault : ExitCode.RunFailed);

    private long Bytes() => Directory.EnumerateFiles(Folder).Sum(file => new FileInfo(file).Length);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? $"{(bytes / 1024.0).ToString("0.#", CultureInfo.InvariantCulture)} KiB"
        : $"{(bytes / 1024.0 / 1024).ToString("0.#", CultureInfo.InvariantCulture)} MiB";
}
