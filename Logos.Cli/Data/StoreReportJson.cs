using System.Text.Json;
using Logos.Adapters.Embedded;
using Logos.Cli.Output;

namespace Logos.Cli.Data;

internal static class StoreReportJson
{
    public static void Print(TextWriter to, StoreReport report) => JsonLine.Print(to, json => Write(json, report));

    private static void Write(Utf8JsonWriter json, StoreReport report)
    {
        json.WriteBoolean("sound", report.Damage is null);
        json.WriteString("store_id", report.Journal.StoreId);
        json.WriteNumber("format", report.Format.Files);
        json.WriteNumber("record_format", report.Format.Records);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("segments", report.Segments);
        json.WriteNumber("snapshots", report.Snapshots);
        json.WriteNumber("snapshot_lsn", report.Journal.SnapshotLsn);
        json.WriteNumber("records", report.Records);
        json.WriteNumber("last_lsn", report.Journal.LastLsn);
        json.WriteStartObject("graphs");
        json.WriteNumber("names", report.Graphs.Names);
        json.WriteNumber("versions", report.Graphs.Versions);
        json.WriteEndObject();
        json.WriteStartObject("executions");
        json.WriteNumber("open", report.Open);
        json.WriteNumber("finished", report.Finished);
        json.WriteNumber("not_begun", report.Waiting);
        json.WriteEndObject();
        json.WriteNumber("documents", report.Documents);
        if (report.Journal.TornTail is { } tail)
        {
            json.WriteStartObject("torn_tail");
            json.WriteString("file", tail.File);
            json.WriteNumber("offset", tail.Offset);
            json.WriteNumber("bytes", tail.Bytes);
            json.WriteEndObject();
        }

        JsonLine.WriteFaults(json, "errors", report.Damage is { } damage ? [(damage.File, damage.Fault)] : []);
        JsonLine.WriteFaults(json, "warnings", report.Journal.DamagedSnapshots.Select(each => (each.File, each.Fault)));
    }
}
