namespace Logos.Adapters.Journal;

/// <summary>One segment file, opened when first needed.</summary>
internal sealed class Segment : IDisposable
{
    private readonly IDisk _disk;
    private readonly Lock _gate = new();
    private IDiskFile? _file;
    private FileHeader _header;
    private uint _seed;
    private bool _disposed;

    public Segment(IDisk disk, uint number)
    {
        _disk = disk;
        Number = number;
        Name = FileNames.Segment(number);
    }

    public Segment(IDisk disk, IDiskFile file, FileHeader header, uint seed)
        : this(disk, header.Number)
    {
        _file = file;
        _header = header;
        _seed = seed;
    }

    public uint Number { get; }

    public string Name { get; }

    public IDiskFile File
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _file ??= Opened();
            }
        }
    }

    public FileHeader Header
    {
        get
        {
            _ = File;
            return _header;
        }
    }

    /// <summary>The CRC of the header: every CRC of the segment starts from it.</summary>
    public uint Seed
    {
        get
        {
            _ = File;
            return _seed;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _file?.Dispose();
        }
    }

    private IDiskFile Opened()
    {
        var file = _disk.Open(Name);
        try
        {
            Span<byte> head = stackalloc byte[FileHeader.Size];
            _header = FileHeader.Read(head[..file.Read(head, 0)], FileKind.Segment, Name, out _seed);
            if (_header.Number != Number)
                throw JournalFaults.BadHeader(Name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
