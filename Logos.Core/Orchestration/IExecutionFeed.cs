using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>Tells whoever watches what has changed. Best effort: who needs to know for certain asks the store.</summary>
public interface IExecutionFeed
{
    void Publish(ExecutionHead head, ExecutionChanges changes);
}
