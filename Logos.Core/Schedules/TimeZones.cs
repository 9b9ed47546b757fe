using System.Text.RegularExpressions;

namespace Logos.Core.Schedules;

/// <summary>Time zones by their names in the IANA database.</summary>
public static partial class TimeZones
{
    /// <returns>Null when there is none of that name.</returns>
    public static TimeZoneInfo? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // The name leads to a file of the system: it may not lead out of the folder of zones.
        return Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,32}){0,2}\z")]
    private static partial Regex Name();
}
