using System.Diagnostics.Metrics;

namespace Logos.Workers.Pools;

/// <summary>What the workers of this process take from one queue: how much in the last minute, and how old the last of it was.</summary>
internal sealed class QueueMeter(string queue, TimeProvider clock)
{
    private const int Seconds = 60;

    private readonly KeyValuePair<string, object?> _name = new("queue_name", queue);
    private readonly Lock _gate = new();
    private readonly int[] _taken = new int[Seconds];
    private readonly long _began = clock.GetTimestamp();
    private long _second;
    private TimeSpan _age;

    public Measurement<double> Rate
    {
        get
        {
            lock (_gate)
            {
                Advance();
                return new((double)_taken.Sum() / Seconds, _name);
            }
        }
    }

    public Measurement<double> Age
    {
        get
        {
            lock (_gate)
                return new(_age.TotalSeconds, _name);
        }
    }

    public void Took(int tasks, DateTimeOffset dispatchedAt)
    {
        // The owner's clock and this one may differ.
        var age = clock.GetUtcNow() - dispatchedAt;
        lock (_gate)
        {
            Advance();
            _taken[_second % Seconds] += tasks;
            _age = age > TimeSpan.Zero ? age : TimeSpan.Zero;
        }
    }

    private void Advance()
    {
        var now = (long)clock.GetElapsedTime(_began).TotalSeconds;
        for (var left = Math.Min(now - _second, Seconds); left > 0; left--)
            _taken[(now - left + 1) % Seconds] = 0;
        _second = now;
    }
}
