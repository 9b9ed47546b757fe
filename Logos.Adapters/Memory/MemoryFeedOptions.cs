namespace Logos.Adapters.Memory;

/// <summary>How much a feed in memory remembers.</summary>
public sealed record MemoryFeedOptions
{
    public static readonly MemoryFeedOptions Standard = new();

    /// <summary>The newest events of each execution, counting all below it.</summary>
    public int EventsPerExecution { get; init; } = 512;

    /// <summary>Executions that nobody watches; of those told of longest ago the events are forgotten first.</summary>
    public int UnwatchedExecutions { get; init; } = 1_000;
}
