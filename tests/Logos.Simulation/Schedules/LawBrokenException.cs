namespace Logos.Simulation.Schedules;

/// <summary>Something that must always hold did not.</summary>
public sealed class LawBrokenException(string message) : Exception(message);
