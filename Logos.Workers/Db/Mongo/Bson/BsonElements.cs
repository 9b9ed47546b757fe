using System.Buffers.Binary;
using System.Text;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>The elements of a document, one behind the other, each with the bytes of its value. What is not as it should be is refused where it is met.</summary>
internal ref struct BsonElements
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest;

    /// <exception cref="BsonException">That is no document, or not the whole of one.</exception>
    public BsonElements(ReadOnlySpan<byte> document)
    {
        if (document.Length < 5 || BinaryPrimitives.ReadInt32LittleEndian(document) != document.Length || document[^1] != 0)
            throw new BsonException("a document is not as long as it says");
        _rest = document[4..^1];
    }

    public BsonType Type { get; private set; }

    public string Name { get; private set; } = "";

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <returns>False behind the last.</returns>
    /// <exception cref="BsonException">The next one is none.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        Type = (BsonType)_rest[0];
        _rest = _rest[1..];
        Name = Terminated(ref _rest);
        var length = Length(Type, _rest);
        if (length > _rest.Length)
            throw Short();
        Value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Text up to a zero, which is taken too.</summary>
    public static string Terminated(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)0);
        if (end < 0)
            throw Short();
        var text = Decode(rest[..end]);
        rest = rest[(end + 1)..];
        return text;
    }

    /// <summary>Text with its length in front and a zero behind it, which may hold zeros.</summary>
    public static string Counted(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = (int)Math.Min(Counted(rest, 0), int.MaxValue);
        if (length > rest.Length)
            throw Short();
        var text = rest[4..length];
        if (text.IsEmpty || text[^1] != 0)
            throw new BsonException("a text does not end where it says");
        rest = rest[length..];
        return Decode(text[..^1]);
    }

    public static BsonException Short() => new("a document ends before it should");

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new BsonException("a text is no UTF-8");
        }
    }

    private static long Length(BsonType type, ReadOnlySpan<byte> rest) => type switch
    {
        BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.Boolean => 1,
        BsonType.Int32 => 4,
        BsonType.Double or BsonType.Date or BsonType.Timestamp or BsonType.Int64 => 8,
        BsonType.ObjectId => 12,
        BsonType.Decimal128 => 16,
        BsonType.String or BsonType.Code or BsonType.Symbol => Counted(rest, 0),
        BsonType.Binary => Counted(rest, 1),
        BsonType.Pointer => Counted(rest, 12),
        BsonType.Document or BsonType.Array or BsonType.ScopedCode => Counted(rest, -4),
        BsonType.Regex => Pattern(rest),
        _ => throw new BsonException($"0x{(byte)type:X2} is no type of an element"),
    };

    // What it says, its own four bytes, and what else there is.
    private static long Counted(ReadOnlySpan<byte> rest, int more)
    {
        if (rest.Length < 4)
            throw Short();
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        return length >= 0 ? length + 4L + more : throw new BsonException("a length is less than nothing");
    }

    private static long Pattern(ReadOnlySpan<byte> rest)
    {
        var first = rest.IndexOf((byte)0);
        var second = first < 0 ? -1 : rest[(first + 1)..].IndexOf((byte)0);
        return second < 0 ? throw Short() : first + second + 2;
    }
}
