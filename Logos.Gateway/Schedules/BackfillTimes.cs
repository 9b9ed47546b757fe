using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Core.Schedules;
using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Schedules;

/// <summary>The times of a backfill name their zone: whoever leaves it out means the schedule's, and a server would take its own.</summary>
internal static partial class BackfillTimes
{
    private static readonly string[] Names = ["from", "until"];

    /// <param name="utf8">The body, which is known to hold two times.</param>
    /// <param name="schedule">Whose zone is named.</param>
    public static Problem? Refusal(ReadOnlyMemory<byte> utf8, Schedule schedule)
    {
        using var body = JsonDocument.Parse(utf8);
        var faults = Names.Select(name => (Name: name, Text: body.RootElement.GetProperty(name).GetString()!))
            .Where(given => !Zone().IsMatch(given.Text))
            .Select(given => new Fault(ScheduleCodes.NoZone, $"`{given.Name}` has no time zone: `{given.Text}`") { Path = given.Name, Hint = Hint(given.Text, schedule) })
            .ToList();
        return faults.Count == 0 ? null : Problem.Of(422, "the times have no zone", faults);
    }

    private static string Hint(string text, Schedule schedule)
    {
        // At the ends of the calendar a time may have no other zone.
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 2 or > 9998)
            return "write it with one, such as `2026-01-31T08:00:00Z`";
        var utc = $"{local:yyyy-MM-dd'T'HH:mm:ss}Z";
        return TimeZones.Find(schedule.TimeZone) is { } zone && schedule.TimeZone != "UTC"
            ? $"in the schedule's zone, {schedule.TimeZone}, that is `{new DateTimeOffset(local, zone.GetUtcOffset(local)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)}`; in UTC `{utc}`"
            : $"the schedule's zone is UTC: write `{utc}`";
    }

    [GeneratedRegex("([zZ]|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex Zone();
}
