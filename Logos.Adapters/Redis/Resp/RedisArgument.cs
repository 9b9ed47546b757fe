using System.Buffers;
using System.Globalization;
using System.Text;

namespace Logos.Adapters.Redis.Resp;

/// <summary>A part of a command: text, which goes as UTF-8, or bytes as they are.</summary>
public readonly struct RedisArgument
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    public RedisArgument(string text) => _text = text;

    public RedisArgument(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    internal int Length => _text is null ? _bytes.Length : Encoding.UTF8.GetByteCount(_text);

    public static implicit operator RedisArgument(string text) => new(text);

    public static implicit operator RedisArgument(byte[] bytes) => new(bytes);

    public static implicit operator RedisArgument(ReadOnlyMemory<byte> bytes) => new(bytes);

    public static implicit operator RedisArgument(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    // What stands in it may be a password.
    public override string ToString() => $"{Length} bytes";

    internal void CopyTo(IBufferWriter<byte> to, int length)
    {
        if (_text is null)
        {
            to.Write(_bytes.Span);
            return;
        }

        Encoding.UTF8.GetBytes(_text, to.GetSpan(length));
        to.Advance(length);
    }
}
