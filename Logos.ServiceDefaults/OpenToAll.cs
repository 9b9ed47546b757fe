namespace Logos.ServiceDefaults;

/// <summary>On a route that asks nobody who they are. Every other one does.</summary>
public sealed class OpenToAll;
