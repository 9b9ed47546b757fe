using Microsoft.Extensions.Logging;

namespace Logos.Workers.Service;

internal static partial class WorkersLog
{
    [LoggerMessage(5100, LogLevel.Information, "{Worker} takes tasks of the pools {Pools}")]
    public static partial void Working(ILogger logger, string worker, string pools);
}
