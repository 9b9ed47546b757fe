using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Documents;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Failures;

/// <summary>The graph that runs when an execution of the workspace, or of one graph of it, fails.</summary>
/// <param name="Since">What failed before then was none of its business.</param>
internal sealed record FailureHook(string Graph, DateTimeOffset Since, FailureHookError? LastError = null)
{
    public const string Kind = "on-failure";
    public const string OfWorkspace = "*";

    public static string OfGraph(string graph) => "graph:" + graph;

    public static FailureHook Read(Document document) => JsonSerializer.Deserialize(document.Body.Span, FailureJson.Default.FailureHook)!;

    public DocumentWrite Write(string workspace, string name, long? expected) =>
        new(workspace, Kind, name, JsonSerializer.SerializeToUtf8Bytes(this, FailureJson.Default.FailureHook)) { Expected = expected };
}

/// <summary>Why it could not be started.</summary>
internal sealed record FailureHookError(DateTimeOffset At, Guid ExecutionId, string Code, string Message);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FailureHookRequest(string Graph);

/// <summary>How far the store has been looked through.</summary>
/// <param name="EndedFrom">What ended before was looked at.</param>
internal sealed record FailureCursor(DateTimeOffset EndedFrom)
{
    public const string Kind = "on-failure-cursor";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(FailureHook))]
[JsonSerializable(typeof(FailureHookRequest))]
[JsonSerializable(typeof(FailureCursor))]
internal sealed partial class FailureJson : JsonSerializerContext;
