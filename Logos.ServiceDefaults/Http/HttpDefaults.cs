namespace Logos.ServiceDefaults.Http;

/// <summary>How long services try when they call others over HTTP.</summary>
public sealed record HttpDefaults
{
    /// <summary>For a call with all its attempts and what lies between them.</summary>
    public TimeSpan TotalTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For one attempt, until the answer begins.</summary>
    public TimeSpan AttemptTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is tried in all.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Before the second attempt, about; doubled before each that follows.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When half of so many calls of one address within <see cref="BreakWindow"/> failed, no more are made for <see cref="BreakTime"/>; then one tries.</summary>
    public int BreakFrom { get; set; } = 10;

    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(15);
}
