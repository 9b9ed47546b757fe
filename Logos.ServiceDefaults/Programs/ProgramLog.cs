using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Programs;

internal static partial class ProgramLog
{
    [LoggerMessage(7100, LogLevel.Information, "{Service} listens on {Addresses}")]
    public static partial void Listens(ILogger logger, string service, string addresses);

    [LoggerMessage(7101, LogLevel.Information, "{Service} has stopped")]
    public static partial void Ended(ILogger logger, string service);

    [LoggerMessage(7102, LogLevel.Critical, "{Service} cannot go on")]
    public static partial void Broke(ILogger logger, string service, Exception reason);

    [LoggerMessage(7104, LogLevel.Information, "It was asked to stop, and answers for {Time} more, so that callers can go elsewhere")]
    public static partial void Drains(ILogger logger, TimeSpan time);

    [LoggerMessage(7103, LogLevel.Critical, "{Service} does not run: {Code}: {Reason}")]
    public static partial void Refused(ILogger logger, string service, string code, string reason);
}
