using Logos.Rules.Faults;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Terminals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Logs;

/// <summary>What is logged, and where to.</summary>
public sealed record ServiceLogs(ILoggerProvider Provider, LogLevel Level)
{
    /// <summary>The environment's name for the least level.</summary>
    public const string LevelVariable = "LOG_LEVEL";

    private const string FormatName = "Logos:LogFormat";

    /// <summary>Of a program of its own: JSON, or lines where somebody watches.</summary>
    internal static ServiceLogs Of(IConfiguration configuration, out Fault? fault)
    {
        var (isTerminal, format, level) = (!Console.IsErrorRedirected, configuration[FormatName], configuration[LevelVariable]);
        var json = format is null ? !isTerminal : format.Equals("json", StringComparison.OrdinalIgnoreCase);
        fault = format is not null && !json && !format.Equals("line", StringComparison.OrdinalIgnoreCase) ? new(ServiceCodes.BadVariable, $"{FormatName} is `{format}`, and takes json or line")
            : !string.IsNullOrWhiteSpace(level) && LogLevels.Parse(level.Trim()) is null ? new(ServiceCodes.BadVariable, $"the environment variable {LevelVariable} is `{level}`, and takes {string.Join(", ", LogLevels.Names)}")
            : null;
        var ink = json ? Ink.Plain : Ink.For(isTerminal, Environment.GetEnvironmentVariable);
        return new(new ErrorStreamLogs(Console.Error, ink, TimeProvider.System, json ? LogFormat.Json : LogFormat.Line), LogLevels.Parse(level?.Trim() ?? "") ?? LogLevel.Information);
    }

    public void AddTo(ILoggingBuilder logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        logs.ClearProviders();
        logs.Services.AddSingleton(Provider);
        logs.SetMinimumLevel(Level);
        logs.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        // The framework names raw paths, which may carry what nobody should read in a log.
        logs.AddFilter("Microsoft", Level > LogLevel.Warning ? Level : LogLevel.Warning);
        logs.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // That it did not start, or could not go on, is told in other words.
        logs.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }
}
