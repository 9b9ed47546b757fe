using Logos.Cli.Terminals;
using Logos.Rules.Faults;
using Logos.ServiceDefaults.Logs;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Up;

/// <summary>What is logged, and how, as an option, the environment or the terminal has it.</summary>
internal static class LevelChoice
{
    // Whoever watches wants to hear of trouble; whoever collects, of all that happens.
    public static LogLevel? Of(string? option, Terminal terminal, out Fault? fault)
    {
        var (text, from) = option is not null ? (option, "--log") : (terminal.Variable(ServiceLogs.LevelVariable), $"the environment variable {ServiceLogs.LevelVariable}");
        fault = null;
        if (string.IsNullOrWhiteSpace(text))
            return terminal.ErrorIsTerminal ? LogLevel.Warning : LogLevel.Information;
        if (LogLevels.Parse(text.Trim()) is { } level)
            return level;
        fault = new(CliCodes.BadVariable.Code, $"{from} is `{text}`, and takes {string.Join(", ", LogLevels.Names)}");
        return null;
    }

    public static LogFormat FormatOf(string? option, Terminal terminal) =>
        option == "json" || (option is null && !terminal.ErrorIsTerminal) ? LogFormat.Json : LogFormat.Line;
}
