using System.Diagnostics;
using Logos.Core.Orchestration;
using Logos.Core.Work;

namespace Logos.Core.Telemetry;

/// <summary>What Logos' spans tell beside their names: who, and never what was worked on.</summary>
public static class SpanTags
{
    public const string Execution = "logos.execution_id";
    public const string Node = "logos.node";
    public const string Status = "logos.status";

    private const string Graph = "logos.graph";
    private const string NodeType = "logos.node_type";
    private const string Attempt = "logos.attempt";
    private const string Item = "logos.item";

    public static Activity Tell(this Activity span, ExecutionHead execution)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(execution);
        return span.SetTag(Execution, execution.Id.ToString()).SetTag(Graph, execution.Graph);
    }

    public static Activity Tell(this Activity span, NodeTask task, int step)
    {
        ArgumentNullException.ThrowIfNull(span);
        ArgumentNullException.ThrowIfNull(task);
        var node = task.Steps[step];
        span.SetTag(Execution, task.Execution.ToString()).SetTag(Graph, task.Graph).SetTag(Node, node.Id).SetTag(NodeType, node.Type)
            .SetTag(Attempt, step == 0 ? task.Key.Attempt : node.Attempt);
        return task.Key.Item == Executions.TaskKey.NoItem ? span : span.SetTag(Item, task.Key.Item);
    }
}
