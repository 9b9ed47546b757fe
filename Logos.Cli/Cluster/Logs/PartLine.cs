using Microsoft.Extensions.Logging;

namespace Logos.Cli.Cluster.Logs;

/// <summary>A line of a part's log, as far as it could be understood.</summary>
/// <param name="At">Null where the line does not say.</param>
/// <param name="Level">Null where the line does not say: it is always shown.</param>
internal sealed record PartLine(DateTimeOffset? At, LogLevel? Level, string Message)
{
    /// <summary>The line itself, where it is an object of JSON.</summary>
    public string? Json { get; init; }

    /// <summary>By which it is found again; empty where the line names none.</summary>
    public string Ids { get; init; } = "";

    public static PartLine Plain(string text) => new(null, null, text);
}
