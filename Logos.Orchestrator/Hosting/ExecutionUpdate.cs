using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Hosting;

/// <summary>Something that has changed in an execution, or in one that a node of it started.</summary>
public abstract record ExecutionUpdate
{
    private ExecutionUpdate(Guid execution, string graph) => (Execution, Graph) = (execution, graph);

    public Guid Execution { get; }

    public string Graph { get; }

    public sealed record Stands(Guid Execution, string Graph, ExecutionStatus Status, Failure? Error) : ExecutionUpdate(Execution, Graph);

    public sealed record Node(Guid Execution, string Graph, NodeInfo Info) : ExecutionUpdate(Execution, Graph);

    /// <summary>What a running node says of how far it is. Best effort.</summary>
    public sealed record Progress(Guid Execution, string Graph, string NodeId, int? Item, Value Value) : ExecutionUpdate(Execution, Graph);

    internal static IEnumerable<ExecutionUpdate> Of(ExecutionChange change)
    {
        var (id, graph) = (change.Head.Id, change.Head.Graph);
        if (change.Progress is { } progress)
            return [new Progress(id, graph, progress.Node, progress.Item, progress.Value)];
        var row = change.Changes.Execution;
        return [.. change.Changes.Nodes.Select(node => new Node(id, graph, NodeInfo.Of(node))), new Stands(id, graph, row.Status, row.Error)];
    }
}
