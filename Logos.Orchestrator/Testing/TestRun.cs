using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Testing;

/// <summary>How an execution stands when it has ended, or when nothing in it can go on by itself.</summary>
public sealed record TestRun(ExecutionInfo Execution, IReadOnlyList<NodeCall> AllCalls)
{
    public Guid Id => Execution.Id;

    /// <summary>Running when it waits for something that nobody gave.</summary>
    public ExecutionStatus Status => Execution.Status;

    public Value Results => Execution.Results;

    public Failure? Error => Execution.Error;

    /// <summary>By the test's clock.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>The signals and approvals that nodes wait for.</summary>
    public required IReadOnlyList<string> WaitsFor { get; init; }

    public NodeInfo Node(string id) => Execution.Nodes.FirstOrDefault(node => node.Id == id) ?? throw new ArgumentException($"the graph `{Execution.Graph}` has no node `{id}`", nameof(id));

    /// <returns>What the node was given, run by run, those in graphs that were started among them; its items in their order.</returns>
    public IReadOnlyList<NodeCall> Calls(string node) => [.. AllCalls.Where(call => call.Node == node).OrderBy(call => call.Item ?? -1)];

    public T ResultsAs<T>() => Execution.ResultsAs<T>();
}
