using System.Collections.Concurrent;
using Logos.Adapters.Journal;

namespace Logos.Orchestrator.Testing;

/// <summary>A disk that is as fast as memory, and as lasting.</summary>
internal sealed class MemoryDisk : IDisk
{
    private readonly ConcurrentDictionary<string, Content> _files = new(StringComparer.Ordinal);

    public string Name => "memory";

    public IReadOnlyList<string> List() => [.. _files.Keys];

    public IDiskFile Create(string name, long room) => new Handle(_files[name] = new());

    public IDiskFile Open(string name) => _files.TryGetValue(name, out var content) ? new Handle(content) : throw new FileNotFoundException(null, name);

    public void Rename(string from, string to)
    {
        _files.TryRemove(from, out var content);
        _files[to] = content!;
    }

    public void Delete(string name) => _files.TryRemove(name, out _);

    public void SyncFolder()
    {
    }

    public IDisposable Lock(string owner) => new MemoryStream();

    private sealed class Content
    {
        public Lock Gate { get; } = new();

        public byte[] Bytes { get; set; } = [];

        public long Length { get; set; }
    }

    private sealed class Handle(Content content) : IDiskFile
    {
        public long Length
        {
            get
            {
                lock (content.Gate)
                    return content.Length;
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (content.Gate)
            {
                var count = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
                content.Bytes.AsSpan((int)offset, count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            lock (content.Gate)
            {
                Grow(offset + data.Length);
                data.CopyTo(content.Bytes.AsSpan((int)offset));
            }
        }

        public void SetLength(long length)
        {
            lock (content.Gate)
            {
                Grow(length);
                content.Bytes.AsSpan((int)length).Clear();
                content.Length = length;
            }
        }

        public void SyncData()
        {
        }

        public void Sync()
        {
        }

        public void Dispose()
        {
        }

        private void Grow(long length)
        {
            if (length > content.Bytes.Length)
            {
                var bytes = new byte[Math.Max(length, content.Bytes.Length * 2L)];
                content.Bytes.CopyTo(bytes, 0);
                content.Bytes = bytes;
            }

            content.Length = Math.Max(content.Length, length);
        }
    }
}
