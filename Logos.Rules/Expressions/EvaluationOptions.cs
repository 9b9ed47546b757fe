namespace Logos.Rules.Expressions;

/// <summary>What bounds an evaluation, and the time that <c>now()</c> tells.</summary>
public sealed record EvaluationOptions
{
    public static readonly EvaluationOptions Default = new();

    /// <summary>Fixed for the whole evaluation, so that evaluating again gives the same.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Elements visited and characters read, over all loops of one evaluation.</summary>
    public int MaxSteps { get; init; } = 1_000_000;

    /// <summary>Characters and list elements made by one evaluation.</summary>
    public int MaxOutput { get; init; } = 16 * 1024 * 1024;
}
