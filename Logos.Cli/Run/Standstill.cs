using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;

namespace Logos.Cli.Run;

/// <summary>Tells by one consistent picture of an execution and its children whether anything in it can still happen by itself.</summary>
internal static class Standstill
{
    /// <param name="answered">Nodes whose answer is on its way.</param>
    public static bool Reached(IReadOnlyList<StoredExecution> tree, IReadOnlyDictionary<string, GraphPlan> plans, IReadOnlySet<(Guid Execution, string Node)> answered)
    {
        var open = tree.Where(execution => !execution.Row.Status.IsEnd()).ToList();
        if (open.Count == 0 || open.Any(execution => execution.Row.Memo.Ending is not null))
            return false;
        var waits = false;
        foreach (var execution in open)
        {
            foreach (var node in execution.Nodes.Where(node => node.Status is NodeStatus.Running or NodeStatus.Ready))
            {
                // A timer is set: that node goes on in its own time.
                if (node.DueAt is not null || node.TimeoutAt is not null)
                    return false;
                if (node.Signal is not null)
                {
                    if (answered.Contains((execution.Head.Id, node.Node)))
                        return false;
                    waits = true;
                }
                else if (plans[execution.Head.Graph].Find(node.Node)!.Pool != Pool.Orchestrator)
                {
                    return false;
                }
            }
        }

        return waits;
    }
}
