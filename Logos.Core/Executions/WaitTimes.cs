using Logos.Core.Graphs.Definition;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>Reads the times that a wait, an approval or a loop was given.</summary>
internal static class WaitTimes
{
    public static Result<DateTimeOffset> Due(Value with, DateTimeOffset at)
    {
        if (with["for"] is { IsString: true } length)
            return Duration.TryParse(length.AsString(), out var span) ? at + span : Bad("for", length);
        return with["until"] is { IsString: true } time && DateTimeOffset.TryParse(time.AsString(), null, System.Globalization.DateTimeStyles.AssumeUniversal, out var due)
            ? due
            : Bad("until", with["until"]);
    }

    public static DateTimeOffset? Within(Value with, DateTimeOffset at) => Span(with["within"]) is { } span ? at + span : null;

    public static TimeSpan? Delay(Value with) => Span(with["delay"]);

    private static TimeSpan? Span(Value value) => value.IsString && Duration.TryParse(value.AsString(), out var span) ? span : null;

    private static Failure Bad(string field, Value value) =>
        new(ExecutionCodes.BadTime, FailureKind.Permanent, $"`{field}` is {value}, and takes a time such as 30s, or 2026-01-31T08:00:00Z");
}
