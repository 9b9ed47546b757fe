using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Method} {Route} met something that it did not foresee")]
    public static partial void Unforeseen(ILogger logger, string method, string route, Exception reason);

    [LoggerMessage(7001, LogLevel.Warning, "Some metrics could not be observed, and are missing for this time")]
    public static partial void NotObserved(ILogger logger, Exception reason);

    [LoggerMessage(7002, LogLevel.Information, "Metrics and health are at {Address} as well")]
    public static partial void MetricsListen(ILogger logger, System.Net.IPEndPoint address);

    [LoggerMessage(7003, LogLevel.Information, "Traces, metrics and logs go to {Address} as well")]
    public static partial void TelemetryGoes(ILogger logger, string address);
}
