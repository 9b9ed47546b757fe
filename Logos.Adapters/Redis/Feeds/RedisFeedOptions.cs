namespace Logos.Adapters.Redis.Feeds;

/// <summary>How much a feed over Redis remembers, and for how long.</summary>
public sealed record RedisFeedOptions
{
    public static readonly RedisFeedOptions Standard = new();

    /// <summary>The newest events of each execution, counting all below it; somewhat more may be kept.</summary>
    public int EventsPerExecution { get; init; } = 512;

    /// <summary>How long after its last event an execution is remembered that has not ended.</summary>
    public TimeSpan OpenTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one that has.</summary>
    public TimeSpan EndedTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Events that wait to be told; beyond that the oldest are left out, and watchers are told that something is missing.</summary>
    public int MaxWaiting { get; init; } = 4096;

    /// <summary>What one event may come to; what is more is told as an event without its rows, and as something missing.</summary>
    public int MaxEvent { get; init; } = 256 * 1024;

    /// <summary>How long watchers wait for a connection that was lost, before they ask the store.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the store is asked for what is watched, while there is no Redis.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);
}
