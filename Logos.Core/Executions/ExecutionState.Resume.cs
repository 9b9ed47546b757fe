namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>Everything that is under way: what a new owner, or an embedded start, has to bring to life again. The attempts stay the same.</summary>
    public IReadOnlyList<Decision> Resume()
    {
        _decisions.Clear();
        if (Status == ExecutionStatus.Running && Deadline is { } deadline && _ending is null)
            SetTimer(new(TimerKind.Deadline), deadline);
        for (var i = 0; i < Nodes.Length; i++)
            Resume(i);
        if (Status == ExecutionStatus.Running && _ending is null && _outputsAsked)
            _decisions.Add(Decision.ComputeOutputs.Instance);
        return _decisions;
    }

    private void Resume(int index)
    {
        var node = Nodes[index];
        if (node is { Compensation: CompensationStatus.Running, Claimed: false })
            DispatchCompensation(index);
        if (node.TimeoutAt is { } timeout && node.Status == NodeStatus.Running)
            SetTimer(new(TimerKind.NodeTimeout, index), timeout);
        switch (node.Status)
        {
            case NodeStatus.Ready:
                SetTimer(new(TimerKind.Retry, index), node.DueAt!.Value);
                break;
            case NodeStatus.Running when node.FallsBack:
                _decisions.Add(new Decision.EvaluateFallback(index));
                break;
            case NodeStatus.Running when Plan.Nodes[index].Definition.Foreach is not null:
                ResumeItems(index);
                break;
            case NodeStatus.Running when node.DueAt is { } due:
                SetTimer(new(TimerKind.Wait, index), due);
                break;
            case NodeStatus.Running when node.Checking:
                _decisions.Add(new Decision.CheckLoop(index, node.Round));
                break;
            case NodeStatus.Running when IsOrchestrated(index):
                // What waits for a signal or a child needs nothing; what was not prepared yet is prepared again.
                if (node.With.IsNull)
                    _decisions.Add(new Decision.Prepare(index, TaskKey.NoItem, node.Round));
                break;
            case NodeStatus.Running when !node.Claimed:
                Dispatch(index);
                break;
        }
    }

    private void ResumeItems(int index)
    {
        var node = Nodes[index];
        if (node.Items is null)
        {
            _decisions.Add(new Decision.ResolveItems(index));
            return;
        }

        if (node.OpenItems == 0)
            _decisions.Add(new Decision.ComposeItems(index));
        for (var i = 0; i < node.Cursor; i++)
        {
            ref readonly var item = ref node.Items[i];
            if (item.Status == NodeStatus.Ready)
                SetTimer(new(TimerKind.Retry, index, i), item.DueAt!.Value);
            else if (item.Status == NodeStatus.Running && IsOrchestrated(index))
                _decisions.Add(new Decision.Prepare(index, i, 0)); // Its owner knows whether its child has begun.
            else if (item.Status == NodeStatus.Running && !item.Claimed)
                _decisions.Add(new Decision.Dispatch(new(index, i, item.Attempt), 1, item.Quarantined));
        }
    }
}
