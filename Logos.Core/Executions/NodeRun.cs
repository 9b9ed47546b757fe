using Logos.Core.Work;

namespace Logos.Core.Executions;

/// <summary>One try of a node, or of an item of it, that has come to its end: for who counts, and nobody decides by it.</summary>
/// <param name="Time">How long it took; null for what was timed elsewhere: the items of a foreach, not the node around them.</param>
/// <param name="Error">What kind of failure it ended with; null where it did not fail.</param>
/// <param name="IsLast">The node ran, and has ended with it.</param>
public readonly record struct NodeRun(int Node, NodeStatus Status, TimeSpan? Time, FailureKind? Error, bool IsLast);
