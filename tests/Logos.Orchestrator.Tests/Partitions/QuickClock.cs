namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>A minute of it is over in less than a second.</summary>
internal sealed class QuickClock : TimeProvider
{
    private const int Times = 100;

    private readonly DateTimeOffset _began = System.GetUtcNow();
    private readonly long _start = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => (System.GetTimestamp() - _start) * Times;

    public override DateTimeOffset GetUtcNow() => _began + GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : dueTime / Times, period < TimeSpan.Zero ? period : period / Times);
}
