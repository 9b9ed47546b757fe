using System.Buffers;

namespace Logos.Rules.Values;

/// <summary>A buffer that grows up to a limit, and is used again while it is small.</summary>
internal sealed class BoundedBuffer : IBufferWriter<byte>
{
    private const int Kept = 64 * 1024;

    private byte[] _bytes = new byte[512];
    private int _limit;

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, WrittenCount);

    public void Begin(int limit)
    {
        WrittenCount = 0;
        _limit = limit;
    }

    public bool TryKeep() => _bytes.Length <= Kept;

    public void Advance(int count) => WrittenCount += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(WrittenCount);
    }

    private void Reserve(int sizeHint)
    {
        var free = _bytes.Length - WrittenCount;
        var wanted = Math.Max(sizeHint, 256);
        if (free >= wanted)
            return;
        if (WrittenCount > _limit)
            throw new FullException();
        Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, (long)WrittenCount + wanted)));
    }

    public sealed class FullException : Exception;
}
