namespace Logos.Core.Work;

public enum FailureKind
{
    /// <summary>Trying again may help.</summary>
    Transient,

    /// <summary>Trying again gives the same.</summary>
    Permanent,

    /// <summary>Somebody asked for it to stop.</summary>
    Canceled,

    /// <summary>It took longer than it may.</summary>
    TimedOut,
}

/// <summary>Why something did not work, as data: what crosses a boundary is never an exception.</summary>
public sealed record Failure(string Code, FailureKind Kind, string Message)
{
    /// <summary>The other side asked to be left alone for so long.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
