using System.Buffers.Binary;
using Logos.Rules.Values;

namespace Logos.Workers.Db.MySql.Wire;

/// <summary>A value as a statement is given it.</summary>
internal sealed record MySqlValue(int Type, bool IsNull, ReadOnlyMemory<byte> Bytes)
{
    private const int TypeTiny = 1, TypeDouble = 5, TypeNull = 6, TypeLong = 8, TypeDecimal = 246, TypeText = 253;

    public static MySqlValue Of(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return new(TypeNull, true, ReadOnlyMemory<byte>.Empty);
            case ValueKind.Boolean:
                return new(TypeTiny, false, new[] { (byte)(value.AsBoolean() ? 1 : 0) });
            case ValueKind.Number when value.TryGetInt64(out var whole):
                return Fixed(TypeLong, whole);
            case ValueKind.Number:
                var digits = value.ToJson();
                return digits.Contains('E', StringComparison.OrdinalIgnoreCase) ? Fixed(TypeDouble, BitConverter.DoubleToInt64Bits(value.AsDouble())) : new(TypeDecimal, false, new PacketWriter().Text(digits).Written);
            case ValueKind.String:
                return new(TypeText, false, new PacketWriter().Text(value.AsString()).Written);
            default:
                return new(TypeText, false, new PacketWriter().Text(value.ToJson()).Written);
        }
    }

    private static MySqlValue Fixed(int type, long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return new(type, false, bytes);
    }
}
