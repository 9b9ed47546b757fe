namespace Logos.Simulation.Disks;

/// <summary>The machine is off: whatever it still tries fails with this.</summary>
public sealed class PowerLossException() : IOException("The power is off.");
