using System.Globalization;
using Logos.Core.Graphs.Definition;
using Logos.ServiceDefaults.Programs;

namespace Logos.Orchestrator.Hosting;

/// <summary>The engine's settings under the names that operators know.</summary>
public static class EngineVariables
{
    public static IReadOnlyList<KnownVariable> All { get; } =
    [
        new("POLL_INTERVAL", $"{EngineOptions.Section}:{nameof(EngineOptions.Poll)}", Time, "a duration such as 2s, or seconds"),
        new("BATCH_SIZE", $"{EngineOptions.Section}:{nameof(EngineOptions.Batch)}", Number, "a whole number"),
        new("MAX_RETRIES", $"{EngineOptions.Section}:{nameof(EngineOptions.Attempts)}", Number, "a whole number"),
    ];

    private static string? Time(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1_000_000
            ? $"{(long)(seconds * 1000)}ms"
            : Duration.TryParse(text, out _) ? text : null;

    private static string? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text : null;
}
