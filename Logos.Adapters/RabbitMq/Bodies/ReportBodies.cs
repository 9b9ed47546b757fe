using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Rules.Values;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>What travels to the owner of a partition.</summary>
internal static class ReportBodies
{
    private const string Ended = "ended";
    private const string Claimed = "claimed";
    private const string Beat = "beat";
    private const string Released = "released";
    private const string Wake = "wake";

    public static string Kind(Report report) => report switch
    {
        Report.Ended => Ended,
        Report.Claimed => Claimed,
        Report.Beat => Beat,
        Report.Released => Released,
        Report.Wake => Wake,
        _ => throw new InvalidOperationException($"unknown case {report.GetType().Name}"),
    };

    public static byte[] Write(Report report)
    {
        var body = new ReportBody(Body.Version, Kind(report));
        if (report is not Report.Wake)
            body = body with { ExecutionId = report.Execution, Task = Body.Shape(report.Task) };
        body = report switch
        {
            Report.Ended ended => body with { Steps = [.. ended.Steps.Select(Shape)], Traceparent = ended.TraceParent },
            Report.Claimed claimed => body with { Worker = claimed.Worker },
            Report.Beat beat => body with { Details = beat.Details.IsNull ? null : new(ValueJson.WriteUtf8(beat.Details)) },
            _ => body,
        };
        return Body.Write(body, BodyShapes.Json.ReportBody);
    }

    /// <exception cref="UnreadableMessageException">It cannot be read here.</exception>
    public static Report Read(ReadOnlySpan<byte> body) => Body.Read(body, BodyShapes.Json.ReportBody, Read);

    private static Report Read(ReportBody body)
    {
        if (body.Kind == Wake)
            return new Report.Wake();
        var execution = body.ExecutionId ?? throw Missing("execution_id");
        var task = Body.Read(body.Task ?? throw Missing("task"));
        return body.Kind switch
        {
            Ended => new Report.Ended(execution, task, Body.ReadAll(body.Steps ?? throw Missing("steps"), Read)) { TraceParent = body.Traceparent },
            Claimed => new Report.Claimed(execution, task, body.Worker ?? throw Missing("worker")),
            Beat => new Report.Beat(execution, task, body.Details is { } details ? ValueJson.Parse(details.Utf8.Span) : Value.Null),
            Released => new Report.Released(execution, task),
            _ => throw new FormatException($"`{body.Kind}` is no kind of report"),
        };
    }

    private static OutcomeShape Shape(StepOutcome step)
    {
        var shape = new OutcomeShape
        {
            Node = step.Node,
            StartedAt = step.StartedAt,
            EndedAt = step.EndedAt,
            Worker = step.Worker,
            Input = step.Input is { } input ? Body.Shape(input) : null,
        };
        return step.Outcome switch
        {
            Outcome.Succeeded good => shape with
            {
                Output = Body.Shape(good.Output),
                Control = good.Control.IsNull ? null : new(ValueJson.WriteUtf8(good.Control)),
                Cached = good.IsCached ? true : null,
            },
            Outcome.Failed bad => shape with { Failure = Body.Shape(bad.Failure) },
            _ => throw new InvalidOperationException($"unknown case {step.Outcome.GetType().Name}"),
        };
    }

    private static StepOutcome Read(OutcomeShape step) => new(step.Node, OutcomeOf(step), step.StartedAt, step.EndedAt, step.Worker)
    {
        Input = step.Input is { } input ? Body.Read(input) : null,
    };

    private static Outcome OutcomeOf(OutcomeShape step)
    {
        if (step.Failure is { } failure)
            return new Outcome.Failed(Body.Read(failure));
        var output = Body.Read(step.Output ?? throw Missing("output"));
        return new Outcome.Succeeded(output, step.Control is { } control ? ValueJson.Parse(control.Utf8.Span) : Value.Null) { IsCached = step.Cached ?? false };
    }

    private static FormatException Missing(string field) => new($"it has no `{field}`");
}
