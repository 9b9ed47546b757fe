using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Schedules;

internal static partial class ScheduleLog
{
    [LoggerMessage(7120, LogLevel.Warning, "The schedule {Schedule} of the workspace {Workspace} was due and started nothing: {Code}")]
    public static partial void NotStarted(ILogger logger, Guid schedule, string workspace, string code);

    [LoggerMessage(7128, LogLevel.Warning, "The schedule {Schedule} of the workspace {Workspace} is due, and waits until there is room: {Code}")]
    public static partial void Delayed(ILogger logger, Guid schedule, string workspace, string code);

    [LoggerMessage(7124, LogLevel.Error, "The schedule {Schedule} of the workspace {Workspace} could not be looked after")]
    public static partial void Unforeseen(ILogger logger, string schedule, string workspace, Exception reason);

    [LoggerMessage(7125, LogLevel.Warning, "The clock was set back: the schedule {Schedule} of the workspace {Workspace} is due at {Next}, and not only at {Before}")]
    public static partial void SetBack(ILogger logger, Guid schedule, string workspace, DateTimeOffset next, DateTimeOffset before);

    [LoggerMessage(7121, LogLevel.Error, "Schedules could not be looked after, which is tried again in {Seconds} s")]
    public static partial void Troubled(ILogger logger, double seconds, Exception reason);
}
