using System.Globalization;
using System.Text;

namespace Logos.Adapters.Redis.Resp;

/// <summary>A value as the server said it. Its bytes are its own.</summary>
public readonly struct RespValue
{
    private readonly object? _content;
    private readonly long _number;

    private RespValue(RespKind kind, object? content, long number) => (Kind, _content, _number) = (kind, content, number);

    public static RespValue Null => default;

    public RespKind Kind { get; }

    public bool IsNull => Kind == RespKind.Null;

    public long Integer => Kind == RespKind.Integer ? _number : throw Other(RespKind.Integer);

    public double Double => Kind == RespKind.Double ? BitConverter.Int64BitsToDouble(_number) : throw Other(RespKind.Double);

    public bool Flag => Kind == RespKind.Flag ? _number != 0 : throw Other(RespKind.Flag);

    /// <summary>Of whatever is written as text.</summary>
    public ReadOnlyMemory<byte> Bytes => _content as byte[] ?? throw Other(RespKind.Bytes);

    public ReadOnlySpan<RespValue> Items => _content as RespValue[] ?? throw Other(RespKind.List);

    public static RespValue OfInteger(long number) => new(RespKind.Integer, null, number);

    public static RespValue OfDouble(double number) => new(RespKind.Double, null, BitConverter.DoubleToInt64Bits(number));

    public static RespValue OfFlag(bool flag) => new(RespKind.Flag, null, flag ? 1 : 0);

    /// <summary>Text, bytes, an error or a big number.</summary>
    public static RespValue OfBytes(RespKind kind, byte[] bytes) => new(kind, bytes, 0);

    /// <summary>A list, a set, a map or a push.</summary>
    public static RespValue OfItems(RespKind kind, RespValue[] items) => new(kind, items, 0);

    public string Text() => Encoding.UTF8.GetString(Bytes.Span);

    public bool Is(ReadOnlySpan<byte> text) => _content is byte[] bytes && text.SequenceEqual(bytes);

    public override string ToString() => Kind switch
    {
        RespKind.Null => "null",
        RespKind.Integer => _number.ToString(CultureInfo.InvariantCulture),
        RespKind.Double => Double.ToString("R", CultureInfo.InvariantCulture),
        RespKind.Flag => Flag ? "true" : "false",
        RespKind.Text or RespKind.Bytes or RespKind.Error or RespKind.BigNumber => Text(),
        _ => $"{Kind} of {Items.Length}",
    };

    // A script or a command answers with another kind than it does here: the server is another, or its key holds something foreign.
    private RedisProtocolException Other(RespKind wanted) => new($"Redis answered with {Kind} where {wanted} was expected");
}
