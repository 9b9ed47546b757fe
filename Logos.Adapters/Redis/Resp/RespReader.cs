using System.Buffers;
using System.Buffers.Text;

namespace Logos.Adapters.Redis.Resp;

/// <summary>
/// Reads values out of what arrives, in pieces of any size: what was understood of a value that is not all there is
/// kept, and never read again.
/// </summary>
public sealed class RespReader(RespLimits? limits = null)
{
    private static readonly byte[] Ok = "OK"u8.ToArray();

    private readonly RespLimits _limits = limits ?? RespLimits.Standard;
    private readonly Stack<Frame> _open = new();

    // Of the text whose head was read: how long it is; -1 while none is awaited.
    private int _awaited = -1;
    private byte _awaitedType;
    private int _items;
    private long _bytes;

    /// <summary>Takes from the front of the buffer what it has read.</summary>
    /// <returns>Whether a value is complete.</returns>
    /// <exception cref="RedisProtocolException">This is not the protocol, or more than a reply may come to.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        while (TryReadOne(ref buffer, out value, out var isOpen))
        {
            if (isOpen || !Close(ref value))
                continue;
            (_items, _bytes) = (0, 0);
            return true;
        }

        return false;
    }

    // A value that closes nothing, or a list that is open now.
    private bool TryReadOne(ref ReadOnlySequence<byte> buffer, out RespValue value, out bool isOpen)
    {
        (value, isOpen) = (default, false);
        if (_awaited >= 0)
            return TryReadText(ref buffer, out value);
        if (!TryReadLine(ref buffer, out var line))
            return false;
        if (line.IsEmpty)
            throw new RedisProtocolException("Redis sent an empty line");
        var rest = line[1..];
        switch (line[0])
        {
            case (byte)'+':
                value = RespValue.OfBytes(RespKind.Text, rest.SequenceEqual(Ok) ? Ok : Counted(rest));
                return true;
            case (byte)'-':
                value = RespValue.OfBytes(RespKind.Error, Counted(rest));
                return true;
            case (byte)':':
                value = RespValue.OfInteger(Number(rest));
                return true;
            case (byte)'_' when rest.IsEmpty:
                return true;
            case (byte)'#' when rest is [(byte)'t' or (byte)'f']:
                value = RespValue.OfFlag(rest[0] == 't');
                return true;
            case (byte)',':
                value = RespValue.OfDouble(Real(rest));
                return true;
            case (byte)'(':
                value = RespValue.OfBytes(RespKind.BigNumber, Counted(rest));
                return true;
            case (byte)'$' or (byte)'!' or (byte)'=':
                var length = Number(rest);
                if (length == -1 && line[0] == '$')
                    return true;
                if (length < 0 || length > _limits.MaxBytes - _bytes)
                    throw new RedisProtocolException($"Redis announced a text of {length} bytes");
                (_awaited, _awaitedType) = ((int)length, line[0]);
                return TryReadText(ref buffer, out value);
            case (byte)'*' or (byte)'~' or (byte)'%' or (byte)'>' or (byte)'|':
                var count = Number(rest);
                if (count == -1 && line[0] == '*')
                    return true;
                isOpen = Open(line[0], count, out value);
                return true;
            default:
                throw new RedisProtocolException($"Redis sent a line of unknown type 0x{line[0]:X2}");
        }
    }

    /// <returns>False when it is complete already, being empty.</returns>
    private bool Open(byte type, long count, out RespValue value)
    {
        var isPairs = type is (byte)'%' or (byte)'|';
        if (count < 0 || count > (_limits.MaxItems - _items) / (isPairs ? 2 : 1))
            throw new RedisProtocolException($"Redis announced a list of {count} items");
        if (type == '>' && _open.Count > 0)
            throw new RedisProtocolException("Redis sent a push within a reply");
        if (_open.Count == _limits.MaxDepth)
            throw new RedisProtocolException($"Redis sent lists in lists, more than {_limits.MaxDepth} deep");
        var kind = type switch
        {
            (byte)'*' => RespKind.List,
            (byte)'~' => RespKind.Set,
            (byte)'>' => RespKind.Push,
            _ => RespKind.Map,
        };
        var length = (int)count * (isPairs ? 2 : 1);
        _items += length;
        var isAttribute = type == '|';
        if (length == 0)
        {
            value = RespValue.OfItems(kind, []);
            return isAttribute;
        }

        value = default;
        _open.Push(new(kind, isAttribute, length));
        return true;
    }

    /// <summary>Puts a value into the list that is open, and that list into the one around it when it is full.</summary>
    /// <returns>Whether the value stands alone.</returns>
    private bool Close(ref RespValue value)
    {
        while (_open.TryPeek(out var frame))
        {
            if (!frame.Add(value))
                return false;
            _open.Pop();
            // What a server says about its reply, and nobody has asked for.
            if (frame.IsAttribute)
                return false;
            value = frame.Done();
        }

        return true;
    }

    private bool TryReadText(ref ReadOnlySequence<byte> buffer, out RespValue value)
    {
        value = default;
        if (buffer.Length < _awaited + 2L)
            return false;
        var text = buffer.Slice(0, _awaited);
        Span<byte> end = stackalloc byte[2];
        buffer.Slice(_awaited, 2).CopyTo(end);
        if (!end.SequenceEqual("\r\n"u8))
            throw new RedisProtocolException("Redis sent a text that is longer than announced");
        if (_awaitedType == '=')
        {
            // Three letters and a colon say what the text is written in.
            if (_awaited < 4)
                throw new RedisProtocolException("Redis sent a text without its format");
            text = text.Slice(4);
        }

        _bytes += _awaited;
        value = RespValue.OfBytes(_awaitedType == '!' ? RespKind.Error : RespKind.Bytes, text.ToArray());
        buffer = buffer.Slice(_awaited + 2);
        _awaited = -1;
        return true;
    }

    private bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (buffer.IsEmpty)
            return false;
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            return buffer.Length <= _limits.MaxLine ? false : throw new RedisProtocolException("Redis sent a line without end");
        }

        var whole = buffer.Slice(0, end);
        if (whole.Length > _limits.MaxLine)
            throw new RedisProtocolException("Redis sent a line without end");
        var bytes = whole.IsSingleSegment ? whole.FirstSpan : whole.ToArray();
        if (bytes is not [.., (byte)'\r'])
            throw new RedisProtocolException("Redis sent a line that ends in another way");
        line = bytes[..^1];
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private byte[] Counted(ReadOnlySpan<byte> text)
    {
        _bytes += text.Length;
        return _bytes <= _limits.MaxBytes ? text.ToArray() : throw new RedisProtocolException("Redis sent a reply without end");
    }

    private static long Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length
            ? number
            : throw new RedisProtocolException("Redis sent a number that is none");

    private static double Real(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("inf"u8) ? double.PositiveInfinity
        : text.SequenceEqual("-inf"u8) ? double.NegativeInfinity
        : text.SequenceEqual("nan"u8) ? double.NaN
        : Utf8Parser.TryParse(text, out double number, out var used) && used == text.Length ? number
        : throw new RedisProtocolException("Redis sent a number that is none");

    private sealed class Frame(RespKind kind, bool isAttribute, int length)
    {
        // Room for what has arrived, and not for what was announced.
        private RespValue[] _items = new RespValue[Math.Min(length, 16)];
        private int _count;

        public bool IsAttribute => isAttribute;

        /// <returns>Whether it is full.</returns>
        public bool Add(in RespValue value)
        {
            if (_count == _items.Length)
                Array.Resize(ref _items, Math.Min(length, _count * 2));
            _items[_count++] = value;
            return _count == length;
        }

        public RespValue Done() => RespValue.OfItems(kind, _items);
    }
}
