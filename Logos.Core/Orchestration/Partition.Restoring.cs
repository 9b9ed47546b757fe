using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

internal sealed partial class Partition
{
    private async ValueTask<OwnedExecution?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (_executions.TryGetValue(id, out var execution))
            return execution;
        // One that has ended: a late success may have to be undone, or somebody tries it again.
        if (await store.FindAsync(id, cancellationToken) is not { } found || found.Head.Partition != number)
            return null;
        if (overgrown.IsLeftAlone(found.Head.Root))
        {
            LeaveAlone(found.Head, Overgrown.Failure);
            return null;
        }

        var tree = await store.LoadTreeAsync(found.Head.Root, cancellationToken);
        foreach (var restored in await RestoreAsync([.. tree.Where(e => !_executions.ContainsKey(e.Head.Id))], cancellationToken))
            _ended.Add(restored);
        return _executions.GetValueOrDefault(id);
    }

    // A tree without one of its graphs rests as a whole: a child that ended would not find its parent.
    private async ValueTask<List<Guid>> RestoreAsync(IReadOnlyList<StoredExecution> stored, CancellationToken cancellationToken)
    {
        var found = new List<(StoredExecution Stored, GraphPlan Plan)>();
        var stranded = new HashSet<Guid>();
        foreach (var execution in stored)
        {
            if (await PlanAsync(execution.Head, cancellationToken) is { } plan)
                found.Add((execution, plan));
            else
                stranded.Add(execution.Head.Root);
        }

        var restored = new List<Guid>();
        foreach (var (execution, plan) in found)
        {
            if (stranded.Contains(execution.Head.Root))
            {
                // Whoever watches hears of the one without its graph, and not of all that belong to it.
                _stranded.TryAdd(execution.Head.Id, Unknown(execution.Head));
                continue;
            }

            var state = ExecutionState.Restore(execution.Head.Id, plan, options.Execution, execution.Row, execution.Nodes, execution.Items);
            _executions.Add(execution.Head.Id, new(execution.Head, plan, state));
            if (!state.Status.IsEnd())
                _open.Add(execution.Head.Root);
            restored.Add(execution.Head.Id);
        }

        return restored;
    }

    private async ValueTask<GraphPlan?> PlanAsync(ExecutionHead head, CancellationToken cancellationToken)
    {
        if (overgrown.IsLeftAlone(head.Root))
        {
            LeaveAlone(head, Overgrown.Failure);
            return null;
        }

        if (await plans.FindAsync(head.Workspace, head.Graph, head.GraphVersion, cancellationToken) is { } found)
            return found.Plan;
        LeaveAlone(head, Unknown(head));
        return null;
    }

    private void LeaveAlone(ExecutionHead head, Failure why)
    {
        if (_stranded.TryAdd(head.Id, why))
            options.Stranded?.Invoke(head, why);
    }

    private static Failure Unknown(ExecutionHead head) =>
        new(ExecutionCodes.NoPlan, FailureKind.Permanent, $"its graph `{head.Graph}` in version {head.GraphVersion} is not there, or cannot be run here");
}
