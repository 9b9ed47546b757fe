namespace Logos.Adapters.Journal;

/// <summary>
/// One folder of a disk, with the promises that a log rests on spelled out one by one. What is created, renamed or
/// deleted is there for good only after <see cref="SyncFolder"/>; what is written only after a sync of its file.
/// </summary>
public interface IDisk
{
    /// <summary>Names the folder in messages.</summary>
    string Name { get; }

    IReadOnlyList<string> List();

    /// <summary>Makes an empty file, or empties the one that is there, and asks the disk for room for this many bytes.</summary>
    /// <exception cref="DiskFullException">There is no room; the file is gone again.</exception>
    IDiskFile Create(string name, long room);

    IDiskFile Open(string name);

    /// <summary>Atomic; takes the place of a file that already has the new name.</summary>
    void Rename(string from, string to);

    void Delete(string name);

    void SyncFolder();

    /// <summary>Keeps every other process out until it is disposed of, or until this process dies.</summary>
    /// <param name="owner">What the others are told about who is inside.</param>
    /// <exception cref="FolderInUseException">Somebody is inside.</exception>
    IDisposable Lock(string owner);
}

public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <returns>How many bytes were read; fewer than asked for only at the end of the file.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <exception cref="DiskFullException">There is no room. How much of the data was written is not known.</exception>
    void Write(ReadOnlySpan<byte> data, long offset);

    void SetLength(long length);

    /// <summary>Makes written data durable, and of the metadata only what reading it needs.</summary>
    void SyncData();

    /// <summary>Makes data and metadata durable.</summary>
    void Sync();
}
