namespace Logos.Core.Graphs.Definition;

public sealed record RetryPolicy
{
    /// <summary>How often the node is tried, the first time included.</summary>
    public int Attempts { get; init; } = 3;

    public Backoff Backoff { get; init; } = Backoff.Exponential;

    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    public bool Jitter { get; init; } = true;
}

public enum Backoff
{
    /// <summary>The same delay each time.</summary>
    Fixed,

    /// <summary>One delay more each time.</summary>
    Linear,

    /// <summary>Twice the delay each time.</summary>
    Exponential,
}
