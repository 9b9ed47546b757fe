using System.Globalization;
using System.Text.Json;
using Logos.ServiceDefaults.Logs;

namespace Logos.Cli.Cluster.Logs;

/// <summary>What a service of Logos writes: a line of JSON each, and otherwise what its runtime says of its end.</summary>
internal static class ServiceLines
{
    public static PartLine Read(string text, bool isError)
    {
        if (!isError || text.Length == 0 || text[0] != '{')
            return PartLine.Plain(text);
        try
        {
            using var json = JsonDocument.Parse(text);
            var entry = json.RootElement;
            return Text(entry, "message") is { } message
                ? new(Time(entry), LogLevels.Parse(Text(entry, "level") ?? ""), message + Reason(entry)) { Json = text, Ids = LogIds.Of(name => Text(entry, name)) }
                : PartLine.Plain(text);
        }
        catch (JsonException)
        {
            return PartLine.Plain(text);
        }
    }

    private static DateTimeOffset? Time(JsonElement entry) =>
        DateTimeOffset.TryParse(Text(entry, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    // Where it comes from is for a machine to keep.
    private static string Reason(JsonElement entry) => Text(entry, "exception") is { Length: > 0 } exception ? ": " + exception.Split('\n', 2)[0].TrimEnd() : "";

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
