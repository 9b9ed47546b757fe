namespace Logos.Core.Secrets;

/// <summary>What was sealed cannot be opened here. The message says why, and nothing of what was sealed.</summary>
public sealed class UnreadableSecretException(string message) : Exception(message);
