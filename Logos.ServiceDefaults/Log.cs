using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Error, "{Method} {Route} met something that it did not foresee")]
    public static partial void Unforeseen(ILogger logger, string method, string route, Exception reason);
}
