using Microsoft.Extensions.Logging;

namespace Logos.Cli.Up;

internal static partial class UpLog
{
    [LoggerMessage(9000, LogLevel.Information, "{Text}")]
    public static partial void Told(ILogger logger, string text);
}
