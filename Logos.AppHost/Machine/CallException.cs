namespace Logos.AppHost.Machine;

/// <summary>What was asked was refused, or failed; in words.</summary>
internal sealed class CallException(string message) : Exception(message);
