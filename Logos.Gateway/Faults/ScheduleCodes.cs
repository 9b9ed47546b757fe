using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Schedules.</summary>
public static class ScheduleCodes
{
    public const string NoSuchSchedule = "LGS7270";
    public const string BadSchedule = "LGS7271";
    public const string BadCron = "LGS7272";
    public const string BadTimeZone = "LGS7273";
    public const string NeverDue = "LGS7274";
    public const string BackfillTooLarge = "LGS7275";
    public const string CannotStart = "LGS7276";
    public const string BackfillUnderWay = "LGS7277";
    public const string NoZone = "LGS7340";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NoSuchSchedule, "There is no such schedule", "`GET /api/v1/schedules` lists those of the workspace; one goes by its id."),
        new(BadSchedule, "The schedule cannot be kept like this", "The message names the member and what it takes."),
        new(BadCron, "The cron expression cannot be read", "Five fields: minute, hour, day, month, weekday; or six with the seconds first; or `@daily` and the like. docs/schedules.md has them all."),
        new(BadTimeZone, "There is no such time zone", "A name of the IANA database, such as `Europe/Berlin`. Without one it is `UTC`."),
        new(NeverDue, "The schedule is never due", "There is no such day: the 31st of April. Change the day or the month."),
        new(BackfillTooLarge, "The backfill is too large", "Up to 1,000 times are made up for at once, and they lie before the schedule's next time. Ask for a shorter stretch."),
        new(CannotStart, "The graph cannot be started", "It was deleted, or cannot be run here any more. The schedule goes on, and tries again when it is due next."),
        new(BackfillUnderWay, "A backfill of the schedule is still under way", "It goes on whenever there is room, and `backfill` of the schedule says which times it still has to do. Ask again when that is gone."),
        new(NoZone, "A time has no zone", "Write it with one, `2026-01-31T08:00:00Z` or `2026-01-31T09:00:00+01:00`. The hint has the time in the schedule's own zone."),
    ];
}
