using System.Globalization;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Faults;

namespace Logos.Cli.Up;

/// <summary>The names of the environment that operators know; a setting under its own name comes before them.</summary>
internal static class KnownVariables
{
    public const string LogLevel = "LOG_LEVEL";

    private static readonly (string Name, string Setting, Func<string, string?> Read, string Takes)[] Engine =
    [
        ("POLL_INTERVAL", nameof(EngineOptions.Poll), Time, "a duration such as 2s, or seconds"),
        ("BATCH_SIZE", nameof(EngineOptions.Batch), Number, "a whole number"),
        ("MAX_RETRIES", nameof(EngineOptions.Attempts), Number, "a whole number"),
    ];

    public static IReadOnlyDictionary<string, string?> Read(Terminal terminal, out IReadOnlyList<Fault> faults)
    {
        var settings = new Dictionary<string, string?>();
        var wrong = new List<Fault>();
        foreach (var (name, setting, read, takes) in Engine)
        {
            if (terminal.Variable(name) is not { Length: > 0 } text)
                continue;
            if (read(text.Trim()) is { } value)
                settings[$"{EngineOptions.Section}:{setting}"] = value;
            else
                wrong.Add(new(CliCodes.BadVariable.Code, $"the environment variable {name} is `{text}`, and takes {takes}") { Hint = $"correct it, or unset it: {EngineOptions.Section.Replace(":", "__", StringComparison.Ordinal)}__{setting} is its own name" });
        }

        faults = wrong;
        return settings;
    }

    private static string? Time(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1_000_000
            ? $"{(long)(seconds * 1000)}ms"
            : Duration.TryParse(text, out _) ? text : null;

    private static string? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null;
}
