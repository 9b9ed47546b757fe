using Logos.Core.Limits;

namespace Logos.Adapters.Memory;

/// <summary>Counts within the process. When there are too many keys, what was not used for longest is forgotten.</summary>
public sealed class MemoryRateLimiter(TimeProvider clock, int mostKeys = 10_000) : IRateLimiter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Taken>> _keys = new(StringComparer.Ordinal);
    private readonly LinkedList<Taken> _byUse = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _keys.Count;
        }
    }

    public ValueTask<RateVerdict> TakeAsync(string key, RateLimit limit, CancellationToken cancellationToken) => new(Take(key, limit));

    internal RateVerdict Take(string key, RateLimit limit)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var times = TimesOf(key);
            var verdict = Look(times, limit, now);
            if (!verdict.IsAllowed)
                return verdict;
            times.Enqueue(now);
            return After(times, limit, now);
        }
    }

    /// <summary>What a call would come to, without counting it.</summary>
    internal RateVerdict Look(string key, RateLimit limit)
    {
        lock (_gate)
            return _keys.TryGetValue(key, out var taken) ? Look(taken.Value.Times, limit, clock.GetTimestamp()) : new(true, limit.Permits, TimeSpan.Zero);
    }

    /// <summary>Counts what somebody else has allowed.</summary>
    internal void Note(string key, RateLimit limit, long when)
    {
        lock (_gate)
        {
            var times = TimesOf(key);
            times.Enqueue(when);
            while (times.Count > limit.Permits)
                times.Dequeue();
        }
    }

    private RateVerdict Look(Queue<long> times, RateLimit limit, long now)
    {
        while (times.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= limit.Window)
            times.Dequeue();
        // The limit may have been higher before: so many have to go until one is within it.
        var over = times.Count - limit.Permits;
        return over < 0 ? new(true, -over, TimeSpan.Zero) : new(false, 0, Left(times.ElementAt(over), limit, now));
    }

    private RateVerdict After(Queue<long> times, RateLimit limit, long now) =>
        new(true, limit.Permits - times.Count, Left(times.Peek(), limit, now));

    private TimeSpan Left(long taken, RateLimit limit, long now) => limit.Window - clock.GetElapsedTime(taken, now);

    private Queue<long> TimesOf(string key)
    {
        if (_keys.TryGetValue(key, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value.Times;
        }

        _keys.Add(key, _byUse.AddFirst(new Taken(key, new())));
        if (_keys.Count > mostKeys)
        {
            _keys.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        return _byUse.First!.Value.Times;
    }

    private sealed record Taken(string Key, Queue<long> Times);
}
