using Logos.Cli.Cluster.Logs;

namespace Logos.Cli.Cluster.Parts;

/// <summary>One process of a cluster: what it is called, how it is started, and how it is understood.</summary>
/// <param name="LaunchAsync">How it is started this time: a port may be another at each.</param>
/// <param name="Read">A line that it wrote; true for standard error.</param>
internal sealed record Part(string Name, PartKind Kind, Func<CancellationToken, Task<Launch>> LaunchAsync, Func<string, bool, PartLine> Read)
{
    /// <summary>When it is asked to end: those with a lower number have ended by then.</summary>
    public required int Ending { get; init; }

    /// <summary>How long it may take to end, once it was asked to.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an end before it was ready, with this exit code and these last lines, cannot be mended by another try.</summary>
    public Func<int, IReadOnlyList<PartLine>, bool> IsHopeless { get; init; } = (_, _) => false;
}
