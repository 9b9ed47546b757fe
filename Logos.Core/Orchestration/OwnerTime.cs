namespace Logos.Core.Orchestration;

/// <summary>
/// The time as an owner reads it: it follows the clock, but does not go back with one that is set back. Timers that
/// were set before would otherwise wait for as long as the clock has lost.
/// </summary>
internal sealed class OwnerTime(TimeProvider clock)
{
    // What is less is the clock's own correction, and is followed.
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(1);

    private DateTimeOffset _last = clock.GetUtcNow();
    private long _readAt = clock.GetTimestamp();
    private TimeSpan _ahead;

    public DateTimeOffset Now
    {
        get
        {
            var read = clock.GetTimestamp();
            var expected = _last + clock.GetElapsedTime(_readAt, read);
            var now = clock.GetUtcNow() + _ahead;
            if ((expected - now).Duration() > Jump)
            {
                var ahead = _ahead + (expected - now);
                now += (ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero) - _ahead;
                _ahead = ahead > TimeSpan.Zero ? ahead : TimeSpan.Zero;
            }

            _readAt = read;
            return _last = now > _last ? now : _last;
        }
    }
}
