using Microsoft.Win32.SafeHandles;

namespace Logos.Adapters.Journal;

internal sealed class FolderFile(SafeFileHandle handle, string path) : IDiskFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var read = 0;
        while (read < buffer.Length)
        {
            var count = RandomAccess.Read(handle, buffer[read..], offset + read);
            if (count == 0)
                break;
            read += count;
        }

        return read;
    }

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        try
        {
            RandomAccess.Write(handle, data, offset);
        }
        catch (IOException e) when (Posix.IsDiskFull(e))
        {
            throw new DiskFullException($"There is no room to write {data.Length} bytes to {path}.", e);
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void SyncData() => Posix.SyncData(handle);

    public void Sync() => Posix.Sync(handle);

    public void Dispose() => handle.Dispose();
}
