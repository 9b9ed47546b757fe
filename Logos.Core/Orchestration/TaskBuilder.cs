using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>Makes the task of a dispatch from what is recorded: the same dispatch makes the same task, whoever makes it.</summary>
internal static class TaskBuilder
{
    public static NodeTask Build(OwnedExecution execution, Decision.Dispatch dispatch)
    {
        var node = execution.Plan.Nodes[dispatch.Task.Node];
        return dispatch.Task.Purpose == TaskPurpose.Compensate ? Compensation(execution, dispatch, node) : Run(execution, dispatch, node);
    }

    private static NodeTask Run(OwnedExecution execution, Decision.Dispatch dispatch, PlanNode first)
    {
        var nodes = Steps(execution.Plan, first, dispatch.Steps);
        var own = nodes.Select(n => n.Index).ToHashSet();
        var reads = nodes.SelectMany(n => n.Reads).Where(r => !own.Contains(r.Node)).ToList();
        return Task(execution, dispatch, Merge(reads), [.. nodes.Select(n => Step(execution, n))], first);
    }

    private static NodeTask Compensation(OwnedExecution execution, Decision.Dispatch dispatch, PlanNode node)
    {
        var compensate = node.Definition.Compensate!;
        var step = new TaskStep(node.Index, node.Id, compensate.Type, compensate.With, compensate.Timeout ?? TimeoutOf(execution.Plan, node));
        var task = Task(execution, dispatch, node.CompensationReads, [step], node);
        var context = new Dictionary<string, Payload>(task.Context, StringComparer.Ordinal);
        var run = context["run"].Read().AsMap().With("outcome", Wire.Name(execution.State.Nodes[node.Index].Status));
        context["run"] = Payload.Of(run);
        return task with { Context = context };
    }

    private static NodeTask Task(OwnedExecution execution, Decision.Dispatch dispatch, IReadOnlyList<NodeRead> reads, IReadOnlyList<TaskStep> steps, PlanNode node) => new()
    {
        Execution = execution.Head.Id,
        Partition = execution.Head.Partition,
        Workspace = execution.Head.Workspace,
        Graph = execution.Head.Graph,
        Key = dispatch.Task,
        Steps = steps,
        Context = ScopeBuilder.Context(execution, reads, node, dispatch.Task.Item),
        DispatchedAt = execution.State.Nodes[node.Index].DispatchedAt ?? execution.Head.CreatedAt,
        Quarantine = dispatch.Quarantine,
        Resume = execution.Details.GetValueOrDefault(dispatch.Task),
        TraceParent = execution.Head.TraceParent,
        RequestId = execution.Head.RequestId,
    };

    private static List<PlanNode> Steps(GraphPlan plan, PlanNode first, int count)
    {
        if (count == 1)
            return [first];
        var segment = plan.Segments[first.Segment!.Value].Nodes;
        return [.. segment.SkipWhile(n => n != first.Index).Take(count).Select(n => plan.Nodes[n])];
    }

    private static TaskStep Step(OwnedExecution execution, PlanNode node) => new(node.Index, node.Id, node.Type.Name, node.Definition.With, TimeoutOf(execution.Plan, node))
    {
        Attempt = Math.Max(1, execution.State.Nodes[node.Index].Attempt),
        Inline = node.Inline,
        ClaimFirst = node.Definition.Compensate is not null,
        Cache = node.Definition.Cache,
    };

    private static TimeSpan TimeoutOf(GraphPlan plan, PlanNode node) =>
        node.Definition.EffectiveTimeout(plan.Definition.Defaults) ?? node.Type.DefaultTimeout;

    private static List<NodeRead> Merge(List<NodeRead> reads) => reads.Count <= 1
        ? reads
        : [.. reads.GroupBy(r => r.Node).Select(g => g.Count() == 1 ? g.First() : new NodeRead(g.Key, [.. g.SelectMany(r => r.Paths).Distinct()]))];
}
