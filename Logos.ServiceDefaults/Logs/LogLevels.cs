using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Logs;

/// <summary>The levels of logs, under the names that operators write.</summary>
public static class LogLevels
{
    public static readonly IReadOnlyList<string> Names = ["trace", "debug", "info", "warning", "error", "none"];

    public static LogLevel? Parse(string text) => text.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" or "FATAL" => LogLevel.Critical,
        "NONE" or "OFF" => LogLevel.None,
        _ => null,
    };

    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
