using System.Buffers.Binary;
using System.Runtime.ExceptionServices;

namespace Logos.Adapters.Journal;

internal sealed class SnapshotWriter : Stream
{
    // One sync of a large file at its end would hold up the appends that sync beside it.
    private const int SyncEvery = 8 * 1024 * 1024;

    private readonly IDiskFile _file;
    private readonly byte[] _block = new byte[SnapshotFile.BlockHeadSize + SnapshotFile.BlockSize];
    private uint _crc;
    private long _offset = FileHeader.Size;
    private long _total;
    private int _used;
    private int _unsynced;

    public SnapshotWriter(IDiskFile file, in FileHeader header)
    {
        _file = file;
        _crc = header.Write(_block);
        file.Write(_block.AsSpan(0, FileHeader.Size), 0);
    }

    /// <summary>Whoever writes into the stream may wrap or swallow what the disk threw; here it stands.</summary>
    public ExceptionDispatchInfo? DiskFailure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, SnapshotFile.BlockSize - _used);
            buffer[..count].CopyTo(_block.AsSpan(SnapshotFile.BlockHeadSize + _used));
            buffer = buffer[count..];
            _used += count;
            if (_used == SnapshotFile.BlockSize)
                WriteBlock();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the rest and the closing block, and makes the file durable.</summary>
    public void Complete()
    {
        WriteBlock();
        BinaryPrimitives.WriteInt64LittleEndian(_block.AsSpan(SnapshotFile.BlockHeadSize), _total);
        WriteSealed(0, SnapshotFile.TotalSize);
        _file.Sync();
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteBlock()
    {
        // An empty block is the end.
        if (_used == 0)
            return;
        WriteSealed(_used, _used);
        _total += _used;
        _used = 0;
    }

    private void WriteSealed(int length, int size)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_block, length);
        _crc = Crc32C.Append(Crc32C.Append(_crc, _block.AsSpan(0, 4)), _block.AsSpan(SnapshotFile.BlockHeadSize, size));
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(4), _crc);
        try
        {
            _file.Write(_block.AsSpan(0, SnapshotFile.BlockHeadSize + size), _offset);
            _unsynced += size;
            if (_unsynced >= SyncEvery)
            {
                _file.SyncData();
                _unsynced = 0;
            }
        }
        catch (Exception e)
        {
            DiskFailure = ExceptionDispatchInfo.Capture(e);
            throw;
        }

        _offset += SnapshotFile.BlockHeadSize + size;
    }
}
