namespace Logos.Workers.Pools;

/// <summary>How the workers of a pool go about their tasks.</summary>
public sealed record PoolOptions
{
    public static readonly PoolOptions Default = new();

    /// <summary>How many tasks run at once.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>A task that runs longer is claimed: from then on the worker answers for it, and no longer the broker.</summary>
    public TimeSpan ClaimAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a claimed task gives a sign of life.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A worker that has spent so long on a bundle hands on what it has not begun.</summary>
    public TimeSpan BundleTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long tasks may take to finish when the worker goes down.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>A delivery that has come back so often goes to quarantine, where it can take nobody with it.</summary>
    public int QuarantineFrom { get; init; } = 2;
}
