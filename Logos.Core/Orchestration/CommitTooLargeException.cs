namespace Logos.Core.Orchestration;

/// <summary>The store can never take the commit: it has more than a record holds.</summary>
public sealed class CommitTooLargeException(string message, Exception inner) : Exception(message, inner);
