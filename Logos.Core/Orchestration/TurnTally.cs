using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>What came to its end in a turn.</summary>
internal sealed class TurnTally
{
    public List<(ExecutionStatus Status, TimeSpan Time)> Executions { get; } = [];

    public List<(string Type, NodeRun Run)> Runs { get; } = [];

    /// <summary>Before its changes are taken.</summary>
    public void Add(OwnedExecution execution)
    {
        var state = execution.State;
        if (execution.EndsNow)
            Executions.Add((state.Status, state.EndedAt - state.StartedAt ?? TimeSpan.Zero));
        foreach (var run in state.Runs)
            Runs.Add((execution.Plan.Nodes[run.Node].Type.Name, run));
    }

    public void Add(TurnTally other)
    {
        Executions.AddRange(other.Executions);
        Runs.AddRange(other.Runs);
    }
}
