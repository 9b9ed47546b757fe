using System.Diagnostics;

namespace Logos.Core.Telemetry;

/// <summary>
/// The source of Logos' own spans. A trace goes from process to process, and over restarts, as the text of W3C's
/// <c>traceparent</c>: what carries it has it from who asked for the execution. Where nobody listens no span is made.
/// </summary>
public static class LogosTraces
{
    public const string Name = "Logos";

    private static readonly ActivitySource Source = new(Name);

    public static bool IsOn => Source.HasListeners();

    /// <summary>
    /// What is under way here, for others to continue: a trace that somebody wants, or that came from elsewhere. Null where nothing is, and for what a
    /// web server makes of each request, whether anybody traces or not.
    /// </summary>
    public static string? Current
    {
        get
        {
            if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } span)
                return null;
            var first = span;
            while (first.Parent is { } parent)
                first = parent;
            return span.Recorded || first.ParentId is not null ? span.Id : null;
        }
    }

    /// <param name="parent">What it continues; null for what is under way here.</param>
    /// <returns>Null where nobody listens, or nobody wants this trace.</returns>
    public static Activity? Begin(string name, string target, ActivityKind kind, string? parent)
    {
        if (!Source.HasListeners() || Source.StartActivity(name, kind, ContextOf(parent)) is not { } span)
            return null;
        // What reads a trace shows names: with the target in them they tell the nodes of a graph apart.
        span.DisplayName = $"{name} {target}";
        return span;
    }

    /// <summary>Where nobody listens a trace that is under way is still handed on to what is called here.</summary>
    public static Activity? BeginOrHandOn(string name, string target, ActivityKind kind, string? parent) =>
        Begin(name, target, kind, parent) ?? (ActivityContext.TryParse(parent, null, isRemote: true, out _) ? new Activity(name).SetParentId(parent!).Start() : null);

    /// <summary>As <see cref="Begin"/>, of many at once: what is under way here stays so.</summary>
    public static Activity? BeginAside(string name, string target, ActivityKind kind, string? parent, DateTimeOffset? startedAt = null)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = Begin(name, target, kind, parent);
            if (startedAt is { } at)
                span?.SetStartTime(at.UtcDateTime);
            return span;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    public static void EndAside(Activity span, DateTimeOffset? endedAt = null)
    {
        ArgumentNullException.ThrowIfNull(span);
        var current = Activity.Current;
        if (endedAt is { } at)
            span.SetEndTime(at.UtcDateTime);
        span.Stop();
        Activity.Current = current;
    }

    /// <summary>It failed: the code alone, since a message may hold what was worked on.</summary>
    public static void Fail(this Activity span, string code)
    {
        ArgumentNullException.ThrowIfNull(span);
        span.SetTag("error.type", code);
        span.SetStatus(ActivityStatusCode.Error);
    }

    private static ActivityContext ContextOf(string? parent) => ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : default;
}
