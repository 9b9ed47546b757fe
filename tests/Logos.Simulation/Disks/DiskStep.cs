namespace Logos.Simulation.Disks;

public enum DiskOperation
{
    Create,
    Open,
    Read,
    Write,
    SetLength,
    Sync,
    Rename,
    Delete,
    SyncFolder,
    Lock,
}

/// <summary>One thing that was asked of the disk: what a fault is decided by.</summary>
public readonly record struct DiskStep(DiskOperation Operation, string File);
