using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Rules.Values;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>All that is looked at of a body which cannot be read otherwise.</summary>
internal sealed record AnyBody(int V);

internal sealed record TasksBody(int V, TaskShape[] Tasks);

internal sealed record TaskShape
{
    public required Guid ExecutionId { get; init; }

    public required int Partition { get; init; }

    public required string Workspace { get; init; }

    public required string Graph { get; init; }

    public required KeyShape Task { get; init; }

    public required StepShape[] Steps { get; init; }

    public required Dictionary<string, PayloadShape> Context { get; init; }

    public required DateTimeOffset DispatchedAt { get; init; }

    public bool? Quarantine { get; init; }

    public RawJson? Resume { get; init; }

    public string? Traceparent { get; init; }

    public string? RequestId { get; init; }
}

internal sealed record KeyShape(int Node, int Attempt, int? Item = null, string? Purpose = null);

internal sealed record StepShape
{
    public required int Node { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>A <see cref="TemplateShape"/>.</summary>
    public required RawJson With { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Paths, each a list of names and numbers.</summary>
    public RawJson? Inline { get; init; }

    public int? Attempt { get; init; }

    public bool? ClaimFirst { get; init; }

    public CacheShape? Cache { get; init; }
}

internal sealed record CacheShape(TimeSpan Ttl, RawJson? Key = null);

/// <summary>Either the value itself, or the key and the length of a blob.</summary>
internal sealed record PayloadShape(RawJson? Value = null, string? Blob = null, long? Length = null);

internal sealed record ReportBody(int V, string Kind)
{
    public Guid? ExecutionId { get; init; }

    public KeyShape? Task { get; init; }

    public string? Worker { get; init; }

    public RawJson? Details { get; init; }

    public OutcomeShape[]? Steps { get; init; }

    public string? Traceparent { get; init; }

    /// <summary>What waits in the store, in the form in which it stands there.</summary>
    public byte[]? Submission { get; init; }

    /// <summary>Of a bundle, which has nothing else.</summary>
    public ReportBody[]? Reports { get; init; }
}

internal sealed record OutcomeShape
{
    public required int Node { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required string Worker { get; init; }

    public PayloadShape? Input { get; init; }

    public PayloadShape? Output { get; init; }

    public RawJson? Control { get; init; }

    public bool? Cached { get; init; }

    /// <summary>Where it is given the step failed, and has no output.</summary>
    public FailureShape? Failure { get; init; }
}

internal sealed record FailureShape(string Code, string Kind, string Message, TimeSpan? RetryAfter = null);

internal sealed record BuriedBody(int V, string Kind, Guid ExecutionId, KeyShape Task, FailureShape Failure);

/// <summary>What every process hears: that nobody waits for some tasks any more, or that the broker's generation was raised.</summary>
internal sealed record ControlBody(int V, string Kind)
{
    public StoppedShape[]? Tasks { get; init; }

    public long? Generation { get; init; }
}

internal sealed record StoppedShape(Guid ExecutionId, KeyShape Task);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(RawJson.Converter)])]
[JsonSerializable(typeof(AnyBody))]
[JsonSerializable(typeof(TasksBody))]
[JsonSerializable(typeof(ReportBody))]
[JsonSerializable(typeof(BuriedBody))]
[JsonSerializable(typeof(ControlBody))]
internal sealed partial class BodyShapes : JsonSerializerContext
{
    /// <summary>Text is written as it is, and a value may lie as deep in a body as it may anywhere.</summary>
    public static BodyShapes Json => Relaxed.Instance;

    // Apart from the generated part, whose own fields may be set after those of this one.
    private static class Relaxed
    {
        public static readonly BodyShapes Instance = new(new JsonSerializerOptions(Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = ValueJson.MaxDepth + 32,
            RespectRequiredConstructorParameters = true,
            RespectNullableAnnotations = true,
        });
    }
}
