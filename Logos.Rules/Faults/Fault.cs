namespace Logos.Rules.Faults;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>
/// One thing that is wrong with an input, told so that its author can mend it.
/// Line and column count from 1 and are null for a fault that shows only at run time.
/// </summary>
public sealed record Fault(string Code, string Message)
{
    public Severity Severity { get; init; } = Severity.Error;

    public int? Line { get; init; }

    public int? Column { get; init; }

    /// <summary>How many characters the caret underlines.</summary>
    public int Length { get; init; } = 1;

    /// <summary>Where in the document: <c>nodes.order.with.url</c>, or the rule's name.</summary>
    public string? Path { get; init; }

    /// <summary>What to do about it, as a sentence or a <c>did you mean</c>.</summary>
    public string? Hint { get; init; }
}
