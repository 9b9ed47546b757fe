using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Http;

internal static partial class HttpLog
{
    [LoggerMessage(7010, LogLevel.Debug, "{Call} is tried again after {Pause}: {Reason}")]
    public static partial void Retries(ILogger logger, string call, TimeSpan pause, string reason);

    [LoggerMessage(7011, LogLevel.Warning, "Most calls of {Address} fail: none is made for {Time}")]
    public static partial void Breaks(ILogger logger, string address, TimeSpan time);

    [LoggerMessage(7012, LogLevel.Information, "{Address} answers again")]
    public static partial void IsWell(ILogger logger, string address);
}
