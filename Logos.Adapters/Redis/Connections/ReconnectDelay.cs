namespace Logos.Adapters.Redis.Connections;

/// <summary>How long after so many failures in a row the next attempt is made: doubling, up to a limit, never in step with others.</summary>
public static class ReconnectDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);

    public static TimeSpan After(int failures, TimeSpan most, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var full = Math.Min(First.Ticks * Math.Pow(2, Math.Max(failures - 1, 0)), most.Ticks);
        return TimeSpan.FromTicks((long)(full * (0.5 + (random.NextDouble() / 2))));
    }
}
