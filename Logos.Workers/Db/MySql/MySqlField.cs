using System.Globalization;
using System.Text;
using Logos.Rules.Values;
using Logos.Workers.Db.MySql.Wire;

namespace Logos.Workers.Db.MySql;

/// <summary>From the bytes of a field to its value, exact: what a number cannot hold stays text.</summary>
internal static class MySqlField
{
    public static Value Read(ref PacketReader reader, MySqlColumn column) => column.Type switch
    {
        1 => column.IsUnsigned ? (long)reader.Byte() : (sbyte)reader.Byte(),
        2 or 13 => column.IsUnsigned ? (long)reader.Short() : (short)reader.Short(),
        3 or 9 => column.IsUnsigned ? (long)reader.Int() : (int)reader.Int(),
        8 => column.IsUnsigned ? (decimal)reader.Long() : (Value)(long)reader.Long(),
        // As many digits as tell it from its neighbours.
        4 => ValueJson.Parse(BitConverter.UInt32BitsToSingle(reader.Int()).ToString("R", CultureInfo.InvariantCulture)),
        5 => ValueJson.Parse(BitConverter.UInt64BitsToDouble(reader.Long()).ToString("R", CultureInfo.InvariantCulture)),
        0 or 246 => Decimal(reader.Text()),
        7 => Moment(ref reader, "Z"),
        10 or 12 => Moment(ref reader, column.Type == 10 ? null : ""),
        11 => Time(ref reader),
        16 => Bits(reader.Counted()),
        6 => Value.Null,
        _ when column.IsJson => ValueJson.Parse(reader.Counted()),
        _ => column.IsBinary ? Convert.ToBase64String(reader.Counted()) : Encoding.UTF8.GetString(reader.Counted()),
    };

    private static Value Decimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text ? number : text;

    private static Value Bits(ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        foreach (var part in bytes)
            number = (number << 8) | part;
        return (decimal)number;
    }

    // What is left out at its end is zero. A date of zeros is none, and stays as the server writes it.
    private static string Moment(ref PacketReader reader, string? zone)
    {
        var length = reader.Byte();
        var (year, month, day) = length >= 4 ? (reader.Short(), reader.Byte(), reader.Byte()) : default;
        var date = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
        if (zone is null)
            return date;
        var (hour, minute, second) = length >= 7 ? (reader.Byte(), reader.Byte(), reader.Byte()) : default;
        var time = string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00}{Fraction(length >= 11 ? reader.Int() : 0)}");
        return month == 0 || day == 0 ? $"{date} {time}" : $"{date}T{time}{zone}";
    }

    private static string Time(ref PacketReader reader)
    {
        var length = reader.Byte();
        if (length == 0)
            return "00:00:00";
        var sign = reader.Byte() == 1 ? "-" : "";
        var hours = reader.Int() * 24 + reader.Byte();
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{hours:00}:{reader.Byte():00}:{reader.Byte():00}{Fraction(length >= 12 ? reader.Int() : 0)}");
    }

    private static string Fraction(uint micros) => micros == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{micros:000000}").TrimEnd('0');
}
