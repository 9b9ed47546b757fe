using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>What travels to a worker.</summary>
internal static class TaskBody
{
    private static readonly KnownTemplates Templates = new();

    public static byte[] Write(TaskMessage message)
    {
        var tasks = new TaskShape[message.Count];
        for (var i = 0; i < tasks.Length; i++)
            tasks[i] = Shape(message[i]);
        return Body.Write(new(Body.Version, tasks), BodyShapes.Json.TasksBody);
    }

    /// <exception cref="UnreadableMessageException">It cannot be read here.</exception>
    public static TaskMessage Read(ReadOnlySpan<byte> body) => Body.Read(body, BodyShapes.Json.TasksBody, tasks => Body.ReadAll(tasks.Tasks, Read) is [var first, .. var others]
        ? new TaskMessage(first) { Others = others }
        : throw new FormatException("there is no task in it"));

    private static TaskShape Shape(NodeTask task) => new()
    {
        ExecutionId = task.Execution,
        Partition = task.Partition,
        Workspace = task.Workspace,
        Graph = task.Graph,
        Task = Body.Shape(task.Key),
        Steps = [.. task.Steps.Select(Shape)],
        Context = task.Context.ToDictionary(each => each.Key, each => Body.Shape(each.Value)),
        DispatchedAt = task.DispatchedAt,
        Quarantine = task.Quarantine ? true : null,
        Resume = task.Resume.IsNull ? null : new(ValueJson.WriteUtf8(task.Resume)),
        Traceparent = task.TraceParent,
        RequestId = task.RequestId,
    };

    private static StepShape Shape(TaskStep step) => new()
    {
        Node = step.Node,
        Id = step.Id,
        Type = step.Type,
        With = TemplateShape.Write(step.With),
        Timeout = step.Timeout,
        Inline = step.Inline.Count == 0 ? null : new(ValueJson.WriteUtf8(ValueList.From(step.Inline.Select(Shape)))),
        Attempt = step.Attempt == 1 ? null : step.Attempt,
        ClaimFirst = step.ClaimFirst ? true : null,
        Cache = step.Cache is { } cache ? new(cache.Ttl, cache.Key is { } key ? TemplateShape.Write(key) : null) : null,
    };

    private static Value Shape(ReadPath path) => ValueList.From(path.Steps.Select(step => step.Name is { } name ? (Value)name : step.Index));

    private static NodeTask Read(TaskShape task) => new()
    {
        Execution = task.ExecutionId,
        Partition = task.Partition,
        Workspace = task.Workspace,
        Graph = task.Graph,
        Key = Body.Read(task.Task),
        Steps = Body.ReadAll(task.Steps, Read),
        Context = task.Context.ToDictionary(each => each.Key, each => Body.Read(each.Value)),
        DispatchedAt = task.DispatchedAt,
        Quarantine = task.Quarantine ?? false,
        Resume = task.Resume is { } resume ? ValueJson.Parse(resume.Utf8.Span) : Value.Null,
        TraceParent = task.Traceparent,
        RequestId = task.RequestId,
    };

    private static TaskStep Read(StepShape step) =>
        new(step.Node, step.Id, step.Type, Templates.Read(step.With) as Template.Map ?? throw new FormatException($"what `{step.Id}` is given is no map"), step.Timeout)
        {
            Inline = step.Inline is { } inline ? [.. ValueJson.Parse(inline.Utf8.Span).AsList().Select(ReadPathOf)] : [],
            Attempt = step.Attempt ?? 1,
            ClaimFirst = step.ClaimFirst ?? false,
            Cache = step.Cache is { } cache ? new(cache.Ttl) { Key = cache.Key is { } key ? Templates.Read(key) : null } : null,
        };

    // A path is read below a root, whose name does not matter.
    private static ReadPath ReadPathOf(Value path) => ReadPath.Below(new Expr.Path(default, [Segment.Member(""), .. path.AsList().Select(StepOf)]));

    private static Segment StepOf(Value step) => step.Kind switch
    {
        ValueKind.String => Segment.Member(step.AsString()),
        ValueKind.Number when step.TryGetInt64(out var index) => Segment.Element((int)index),
        _ => throw new FormatException("a step of a path is a name or a number"),
    };
}
