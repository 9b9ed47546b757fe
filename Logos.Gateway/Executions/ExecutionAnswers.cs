using System.Text.Json.Serialization;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Executions;

/// <summary>Where to go on from an answer.</summary>
internal sealed record Links(string Self, string Events, string Results, string Timeline, string Cancel)
{
    public static Links Of(Guid execution)
    {
        var self = Path(execution);
        return new(self, self + "/events", self + "/results", self + "/timeline", self + "/cancel");
    }

    public static string Path(Guid execution) => $"/api/v1/executions/{execution}";
}

internal sealed record Started(Guid ExecutionId, string Status, Links Links)
{
    public static Started Of(Guid execution) => new(execution, Wire.Name(ExecutionStatus.Pending), Links.Of(execution));
}

/// <summary>An execution that ended while its caller waited.</summary>
internal sealed record Finished(Guid ExecutionId, string Status, RawJson? Results, FailureInfo? Error, Links Links);

internal sealed record ExecutionResults(Guid ExecutionId, string Status, RawJson? Results, FailureInfo? Error);

internal sealed record FailureInfo(string Code, string Kind, string Message)
{
    public static FailureInfo? Of(Failure? failure) => failure is null ? null : new(failure.Code, Name(failure.Kind), failure.Message);

    private static string Name(FailureKind kind) => kind switch
    {
        FailureKind.Transient => "transient",
        FailureKind.Permanent => "permanent",
        FailureKind.Canceled => "canceled",
        _ => "timed_out",
    };
}

internal sealed record ExecutionItem(Guid Id, string Graph, int Version, string Status, IReadOnlyDictionary<string, string> Tags, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset? EndedAt)
{
    public static ExecutionItem Of(ExecutionSummary summary) =>
        new(summary.Id, summary.Graph, summary.GraphVersion, Wire.Name(summary.Status), summary.Tags, summary.CreatedAt, summary.CreatedBy, summary.EndedAt);
}

internal sealed record ExecutionDetail
{
    public required Guid Id { get; init; }

    public required string Graph { get; init; }

    public required int Version { get; init; }

    public required string Status { get; init; }

    /// <summary>While what was done is undone: <c>compensating</c>.</summary>
    public string? Phase { get; init; }

    public required RawJson Inputs { get; init; }

    public RawJson? Results { get; init; }

    public FailureInfo? Error { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who or what asked for it: <c>token:NAME:ID</c>, <c>session:NAME</c>, <c>schedule:NAME</c>, <c>webhook:NAME</c>, or <c>failure:GRAPH</c>.</summary>
    public string? CreatedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public double? DurationMs { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public ParentInfo? Parent { get; init; }

    /// <summary>Only where the status is asked for.</summary>
    public IReadOnlyDictionary<string, string>? Nodes { get; init; }
}

internal sealed record ParentInfo(Guid ExecutionId, string? Node, int? Item);

internal sealed record Commanded(Guid ExecutionId, Guid CommandId);

internal sealed record CommandPending(Guid ExecutionId, Guid CommandId, CommandLinks Links);

internal sealed record CommandLinks(string Command);

internal sealed record CommandInfo(Guid CommandId, string Status, string? Code, string? Message);

internal sealed record BulkDone(int Matched, int Accepted, IReadOnlyList<BulkRefusal> Refused, string? Next);

internal sealed record BulkRefusal(Guid Id, string Code, string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(Started))]
[JsonSerializable(typeof(Finished))]
[JsonSerializable(typeof(ExecutionResults))]
[JsonSerializable(typeof(ExecutionDetail))]
[JsonSerializable(typeof(Listed<ExecutionItem>))]
[JsonSerializable(typeof(Listed<NodeDetail>))]
[JsonSerializable(typeof(Listed<TimelineItem>))]
[JsonSerializable(typeof(Commanded))]
[JsonSerializable(typeof(CommandPending))]
[JsonSerializable(typeof(CommandInfo))]
[JsonSerializable(typeof(BulkDone))]
internal sealed partial class ExecutionJson : JsonSerializerContext;
