namespace Logos.FaultyWorker;

/// <summary>Goes as fast as the machine's, and tells another time of day.</summary>
internal sealed class WrongClock(TimeSpan off) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + off;
}
