using Logos.Rules.Values;

namespace Logos.Orchestrator.Testing;

/// <summary>One run of a node: what it was given.</summary>
/// <param name="Node">Its id; <c>ID.compensate</c> for the run that undoes it.</param>
/// <param name="Input">What stands under <c>with</c>, evaluated.</param>
public sealed record NodeCall(Guid Execution, string Graph, string Node, int Attempt, int? Item, Value Input, DateTimeOffset At);
