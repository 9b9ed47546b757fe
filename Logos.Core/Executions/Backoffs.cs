using Logos.Core.Graphs.Definition;

namespace Logos.Core.Executions;

/// <summary>How long to wait before the next attempt.</summary>
internal static class Backoffs
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <param name="tries">How many attempts have failed.</param>
    /// <param name="retryAfter">What the other side asked for: it is kept, within reason, even beyond the longest delay.</param>
    /// <param name="execution">With node and item the seed of the jitter: the same attempt waits the same wherever it is decided.</param>
    public static TimeSpan Delay(RetryPolicy policy, int tries, TimeSpan? retryAfter, Guid execution, int node, int item)
    {
        var factor = policy.Backoff switch
        {
            Backoff.Fixed => 1,
            Backoff.Linear => tries,
            _ => Math.Pow(2, Math.Min(tries - 1, 40)),
        };
        var ticks = Math.Min(policy.Delay.Ticks * factor, policy.MaxDelay.Ticks);
        if (policy.Jitter)
            ticks *= 0.5 + (0.5 * Fraction(execution, node, item, tries));
        var delay = TimeSpan.FromTicks((long)ticks);
        if (retryAfter is not { } asked)
            return delay;
        asked = asked < LongestRetryAfter ? asked : LongestRetryAfter;
        return asked > delay ? asked : delay;
    }

    // FNV-1a: stable over processes and versions, which HashCode is not.
    private static double Fraction(Guid execution, int node, int item, int tries)
    {
        Span<byte> seed = stackalloc byte[28];
        execution.TryWriteBytes(seed);
        BitConverter.TryWriteBytes(seed[16..], node);
        BitConverter.TryWriteBytes(seed[20..], item);
        BitConverter.TryWriteBytes(seed[24..], tries);
        var hash = 14695981039346656037UL;
        foreach (var b in seed)
            hash = unchecked((hash ^ b) * 1099511628211UL);
        return (hash >> 11) / (double)(1UL << 53);
    }
}
