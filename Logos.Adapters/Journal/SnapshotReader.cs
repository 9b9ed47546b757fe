using System.Buffers.Binary;

namespace Logos.Adapters.Journal;

/// <summary>Hands out a byte only when its block is known to be good.</summary>
internal sealed class SnapshotReader : Stream
{
    private readonly IDiskFile _file;
    private readonly string _name;
    private readonly byte[] _block = new byte[SnapshotFile.BlockHeadSize + SnapshotFile.BlockSize];
    private uint _crc;
    private long _offset = FileHeader.Size;
    private long _total;
    private int _at;
    private int _end;
    private bool _ended;

    public SnapshotReader(IDiskFile file, string name)
    {
        _file = file;
        _name = name;
        try
        {
            var head = _block.AsSpan(0, FileHeader.Size);
            Header = FileHeader.Read(head[..file.Read(head, 0)], FileKind.Snapshot, name, out _crc);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public FileHeader Header { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || !HasBytes())
            return 0;
        var count = Math.Min(buffer.Length, _end - _at);
        _block.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public void ReadToEnd()
    {
        while (HasBytes())
            _at = _end;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private bool HasBytes()
    {
        if (_at < _end)
            return true;
        if (_ended)
            return false;
        ReadBlock();
        return !_ended;
    }

    private void ReadBlock()
    {
        var head = _block.AsSpan(0, SnapshotFile.BlockHeadSize);
        if (_file.Read(head, _offset) < head.Length)
            throw JournalFaults.BadSnapshot(_name, _offset);
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        var size = length == 0 ? SnapshotFile.TotalSize : length;
        if (length is < 0 or > SnapshotFile.BlockSize)
            throw JournalFaults.BadSnapshot(_name, _offset);
        var body = _block.AsSpan(SnapshotFile.BlockHeadSize, size);
        if (_file.Read(body, _offset + head.Length) < size || crc != Crc32C.Append(Crc32C.Append(_crc, head[..4]), body))
            throw JournalFaults.BadSnapshot(_name, _offset);
        _ended = length == 0;
        if (_ended && (BinaryPrimitives.ReadInt64LittleEndian(body) != _total || _file.Length != _offset + head.Length + size))
            throw JournalFaults.BadSnapshot(_name, _offset);
        _crc = crc;
        _offset += head.Length + size;
        _total += length;
        _at = SnapshotFile.BlockHeadSize;
        _end = _at + length;
    }
}
