namespace Logos.AppHost.Machine;

/// <summary>What was asked for cannot be had here.</summary>
internal sealed class InfraException(string message) : Exception(message);
