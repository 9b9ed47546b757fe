using Logos.Adapters.Embedded.Records;
using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
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

    /// <summary>What has ended together travels together.</summary>
    public const string Bundle = "bundle";

    private const long MaxBytes = 128 * 1024;

    // Larger ones are read from the store: nobody holds back whoever sends them.
    private const long MaxSubmission = 8 * 1024;

    // What names and numbers take, roughly.
    private const long Frame = 512;

    public static string Kind(Report report) => report switch
    {
        Report.Ended => Ended,
        Report.Claimed => Claimed,
        Report.Beat => Beat,
        Report.Released => Released,
        Report.Wake => Wake,
        _ => throw new InvalidOperationException($"unknown case {report.GetType().Name}"),
    };

    public static bool HoldsSubmission(Report report) => report is Report.Wake { Submission: { } submission } && Weight.Of(submission) <= MaxSubmission;

    /// <returns>As many messages as they need; only what has ended is put together with others.</returns>
    public static IEnumerable<IReadOnlyList<Report>> Pack(IReadOnlyList<Report> reports)
    {
        var (bundle, bytes) = (new List<Report>(), 0L);
        foreach (var report in reports)
        {
            var size = SizeOf(report);
            if (bundle.Count > 0 && (report is not Report.Ended || bundle[^1] is not Report.Ended || bytes + size > MaxBytes))
            {
                yield return bundle;
                (bundle, bytes) = ([], 0);
            }

            bundle.Add(report);
            bytes += size;
        }

        if (bundle.Count > 0)
            yield return bundle;
    }

    public static byte[] Write(IReadOnlyList<Report> reports) =>
        Body.Write(reports is [var single] ? Shape(single) : new(Body.Version, Bundle) { Reports = [.. reports.Select(Shape)] }, BodyShapes.Json.ReportBody);

    /// <returns>At least one.</returns>
    /// <exception cref="UnreadableMessageException">It cannot be read here.</exception>
    public static IReadOnlyList<Report> Read(ReadOnlySpan<byte> body) => Body.Read(body, BodyShapes.Json.ReportBody, ReadAll);

    private static IReadOnlyList<Report> ReadAll(ReportBody body)
    {
        if (body.Kind != Bundle)
            return [Read(body)];
        return body.Reports is { Length: > 0 } reports ? Body.ReadAll(reports, Read) : throw Missing("reports");
    }

    private static ReportBody Shape(Report report)
    {
        var body = new ReportBody(Body.Version, Kind(report));
        if (report is not Report.Wake)
            body = body with { ExecutionId = report.Execution, Task = Body.Shape(report.Task) };
        return report switch
        {
            Report.Ended ended => body with { Steps = [.. ended.Steps.Select(Shape)], Traceparent = ended.TraceParent },
            Report.Claimed claimed => body with { Worker = claimed.Worker },
            Report.Beat beat => body with { Details = beat.Details.IsNull ? null : new(ValueJson.WriteUtf8(beat.Details)) },
            Report.Wake { Submission: { } submission } when HoldsSubmission(report) => body with { ExecutionId = submission.Head.Id, Submission = StoreRecord.Of(submission) },
            _ => body,
        };
    }

    private static long SizeOf(Report report)
    {
        var bytes = Frame;
        if (report is Report.Ended ended)
        {
            foreach (var step in ended.Steps)
                bytes += Frame + Weight.Of(step.Input) + Weight.Of(step.Outcome) + ((step.Outcome as Outcome.Failed)?.Failure.Message.Length ?? 0);
        }

        return bytes;
    }

    private static Report Read(ReportBody body)
    {
        if (body.Kind == Wake)
            return new Report.Wake(body.Submission is { } record ? StoreRecord.SubmissionOf(record) : null);
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
