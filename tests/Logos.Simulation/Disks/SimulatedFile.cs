using Logos.Adapters.Journal;

namespace Logos.Simulation.Disks;

internal sealed class SimulatedFile(SimulatedDisk disk, SimulatedInode inode, string name, int process) : IDiskFile
{
    public SimulatedInode Inode => inode;

    public string Name => name;

    public int Process => process;

    public bool IsClosed { get; private set; }

    public long Length => disk.Do(DiskOperation.Read, this, () => inode.Length);

    public int Read(Span<byte> buffer, long offset)
    {
        var content = new byte[buffer.Length];
        var count = disk.Do(DiskOperation.Read, this, () => inode.Read(content, offset));
        content.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        var content = data.ToArray();
        disk.Do(DiskOperation.Write, this, () =>
        {
            disk.Take(inode, content, offset);
            inode.Write(content, offset);
            return true;
        });
    }

    public void SetLength(long length) => disk.Do(DiskOperation.SetLength, this, () =>
    {
        inode.SetLength(length);
        return true;
    });

    public void SyncData() => Sync(withMetadata: false);

    public void Sync() => Sync(withMetadata: true);

    public void Dispose() => IsClosed = true;

    private void Sync(bool withMetadata) => disk.Do(DiskOperation.Sync, this, () =>
    {
        inode.SyncData(withMetadata);
        return true;
    });
}
