using Logos.Core.Executions;
using Logos.Rules.Values;

namespace Logos.Core.Orchestration;

/// <summary>Tells whoever watches what has changed. Best effort: who needs to know for certain asks the store.</summary>
public interface IExecutionFeed
{
    void Publish(ExecutionHead head, ExecutionChanges changes);

    /// <summary>What a running node says of how far it is: nothing of the execution has changed.</summary>
    void Publish(Guid execution, NodeProgress progress);
}

/// <param name="Item">Null outside of a <c>foreach</c>.</param>
public sealed record NodeProgress(string Node, int? Item, Value Value);
