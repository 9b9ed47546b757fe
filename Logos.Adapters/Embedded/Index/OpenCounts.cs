using System.Runtime.InteropServices;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Index;

/// <summary>How many executions that callers started have not ended, by workspace and by graph. Not thread-safe.</summary>
internal sealed class OpenCounts
{
    private readonly Dictionary<string, OpenExecutions> _byWorkspace = [];
    private readonly Dictionary<(string Workspace, string Graph), OpenExecutions> _byGraph = [];

    public OpenExecutions Of(string workspace, string? graph) =>
        graph is null ? _byWorkspace.GetValueOrDefault(workspace) : _byGraph.GetValueOrDefault((workspace, graph));

    public void Add(GraphKey key, ExecutionStatus status, int by)
    {
        if (status.IsEnd())
            return;
        Add(ref CollectionsMarshal.GetValueRefOrAddDefault(_byWorkspace, key.Workspace, out _), status, by);
        Add(ref CollectionsMarshal.GetValueRefOrAddDefault(_byGraph, (key.Workspace, key.Graph), out _), status, by);
    }

    private static void Add(ref OpenExecutions count, ExecutionStatus status, int by) =>
        count = status == ExecutionStatus.Pending ? count with { Pending = count.Pending + by } : count with { Running = count.Running + by };
}
