namespace Logos.Core.Limits;

/// <summary>No more than so many within any stretch of time that is as long as the window.</summary>
public readonly record struct RateLimit
{
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    public const int MostPermits = 100_000;

    /// <summary>Made of the others: it stands behind them.</summary>
    public static readonly RateLimit Standard = new(100, TimeSpan.FromSeconds(60));

    /// <exception cref="ArgumentOutOfRangeException">There is no such limit.</exception>
    public RateLimit(int permits, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, MostPermits);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, LongestWindow);
        (Permits, Window) = (permits, window);
    }

    public int Permits { get; }

    public TimeSpan Window { get; }
}

/// <param name="Remaining">How many more are within the limit now.</param>
/// <param name="Reset">After which it is one more than now; a caller who was refused need not come before. Zero where none was counted.</param>
public readonly record struct RateVerdict(bool IsAllowed, int Remaining, TimeSpan Reset);
