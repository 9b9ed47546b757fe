namespace Logos.Core.Work;

/// <summary>Does what a type of node does. Runs at least once per attempt; may be cancelled at any time.</summary>
public interface INodeHandler
{
    Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken);
}
