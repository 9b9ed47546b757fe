using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>
/// From values to BSON. A whole number is as short as it fits, another one a double where that reads back as the same number
/// and a decimal where it does not. What MongoDB's Extended JSON has a form for, such as <c>{"$oid": …}</c>, is what it says.
/// </summary>
internal sealed class BsonWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _to = new(256);
    private readonly List<(int At, int Length)> _lengths = [];
    private int _depth;

    private BsonWriter()
    {
    }

    /// <exception cref="BsonException">Something in it has no form in BSON.</exception>
    public static byte[] Document(ValueMap map)
    {
        var writer = new BsonWriter();
        writer.Members(map);
        var bytes = writer._to.WrittenSpan.ToArray();
        // They are known behind what they count.
        foreach (var (at, length) in writer._lengths)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), length);
        return bytes;
    }

    public void Element(BsonType type, string name)
    {
        Byte((byte)type);
        Terminated(name);
    }

    public void Byte(byte value) => Bytes([value]);

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_to.GetSpan(4), value);
        _to.Advance(4);
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_to.GetSpan(8), value);
        _to.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _to.Write(bytes);

    /// <summary>Text with its length in front and a zero behind it.</summary>
    public void Counted(string text)
    {
        var utf8 = Encode(text);
        Int32(utf8.Length + 1);
        Bytes(utf8);
        Byte(0);
    }

    /// <summary>Text up to a zero, so that none may stand in it.</summary>
    public void Terminated(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new BsonException("a name with a zero character in it is none of a field");
        Bytes(Encode(text));
        Byte(0);
    }

    /// <summary>What stands between has its length in front.</summary>
    public void Within(Action write)
    {
        var at = _to.WrittenCount;
        Int32(0);
        write();
        _lengths.Add((at, _to.WrittenCount - at));
    }

    public void Members(ValueMap map)
    {
        if (++_depth > BsonReader.MaxDepth)
            throw new BsonException($"a value is nested more than {BsonReader.MaxDepth} levels deep");
        var at = _to.WrittenCount;
        Int32(0);
        for (var i = 0; i < map.Count; i++)
            Member(map.Names[i], map.Values[i]);
        Byte(0);
        _lengths.Add((at, _to.WrittenCount - at));
        _depth--;
    }

    private void Items(ValueList list)
    {
        if (++_depth > BsonReader.MaxDepth)
            throw new BsonException($"a value is nested more than {BsonReader.MaxDepth} levels deep");
        var at = _to.WrittenCount;
        Int32(0);
        for (var i = 0; i < list.Count; i++)
            Member(i.ToString(CultureInfo.InvariantCulture), list[i]);
        Byte(0);
        _lengths.Add((at, _to.WrittenCount - at));
        _depth--;
    }

    private void Member(string name, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                Element(BsonType.Null, name);
                break;
            case ValueKind.Boolean:
                Element(BsonType.Boolean, name);
                Byte(value.AsBoolean() ? (byte)1 : (byte)0);
                break;
            case ValueKind.String:
                Element(BsonType.String, name);
                Counted(value.AsString());
                break;
            case ValueKind.Number:
                Number(name, value);
                break;
            case ValueKind.List:
                Element(BsonType.Array, name);
                Items(value.AsList());
                break;
            default:
                if (!ExtendedJson.TryWrite(this, name, value.AsMap()))
                {
                    Element(BsonType.Document, name);
                    Members(value.AsMap());
                }

                break;
        }
    }

    private void Number(string name, Value value)
    {
        if (value.TryGetInt64(out var whole))
        {
            var isShort = whole is >= int.MinValue and <= int.MaxValue;
            Element(isShort ? BsonType.Int32 : BsonType.Int64, name);
            if (isShort)
                Int32((int)whole);
            else
                Int64(whole);
            return;
        }

        // From its digits: a decimal cast to a double is rounded twice.
        var number = double.Parse(value.ToJson(), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Value.From(number) == value || !Decimal128.TryParse(value.ToJson(), out var digits))
        {
            Element(BsonType.Double, name);
            Int64(BitConverter.DoubleToInt64Bits(number));
            return;
        }

        Element(BsonType.Decimal128, name);
        Span<byte> bytes = stackalloc byte[Decimal128.Bytes];
        digits.Write(bytes);
        Bytes(bytes);
    }

    private static byte[] Encode(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new BsonException("a text is no valid Unicode");
        }
    }
}
