using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>A decimal number of up to 34 digits (IEEE 754-2008 decimal128, with the binary integer encoding).</summary>
internal readonly record struct Decimal128(bool IsNegative, UInt128 Coefficient, int Exponent, Decimal128Kind Kind = Decimal128Kind.Finite)
{
    public const int Bytes = 16;

    private const int MostDigits = 34, LeastExponent = -6176, MostExponent = 6111, Bias = 6176;

    private static readonly UInt128 Most = UInt128.Parse(new string('9', MostDigits), CultureInfo.InvariantCulture);

    public static Decimal128 Read(ReadOnlySpan<byte> bytes)
    {
        var low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var isNegative = high >> 63 != 0;
        if ((high >> 58 & 0x1f) is var combination and >= 0x1e)
            return new(isNegative, 0, 0, combination == 0x1e ? Decimal128Kind.Infinity : Decimal128Kind.NaN);
        // The second form is for coefficients of more than 34 digits, which count as zero.
        if ((high >> 61 & 3) == 3)
            return new(isNegative, 0, (int)(high >> 47 & 0x3fff) - Bias);
        var coefficient = new UInt128(high & 0x1_ffff_ffff_ffff, low);
        return new(isNegative, coefficient <= Most ? coefficient : 0, (int)(high >> 49 & 0x3fff) - Bias);
    }

    public void Write(Span<byte> bytes)
    {
        var high = (IsNegative ? 1UL << 63 : 0) | Kind switch
        {
            Decimal128Kind.Infinity => 0x1eUL << 58,
            Decimal128Kind.NaN => 0x1fUL << 58,
            _ => ((ulong)(Exponent + Bias) << 49) | (ulong)(Coefficient >> 64),
        };
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)Coefficient);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], high);
    }

    /// <returns>False for what is no number, and for one with digits or an exponent beyond what fits: none is rounded.</returns>
    public static bool TryParse(string text, out Decimal128 number)
    {
        number = default;
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest.Equals("NaN", StringComparison.OrdinalIgnoreCase) || rest.Equals("Infinity", StringComparison.OrdinalIgnoreCase) || rest.Equals("Inf", StringComparison.OrdinalIgnoreCase))
        {
            var isInfinite = rest[0] is 'I' or 'i';
            number = new(isInfinite && isNegative, 0, 0, isInfinite ? Decimal128Kind.Infinity : Decimal128Kind.NaN);
            return true;
        }

        var exponent = 0L;
        if (rest.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (rest.Length - e > 12 || !long.TryParse(rest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return false;
            rest = rest[..e];
        }

        var digits = new StringBuilder(rest.Length);
        var isFraction = false;
        foreach (var c in rest)
        {
            if (c == '.' && !isFraction)
                isFraction = true;
            else if (!char.IsAsciiDigit(c))
                return false;
            else
                digits.Append(c);
            if (c != '.' && isFraction)
                exponent--;
        }

        return digits.Length > 0 && TryFit(isNegative, digits.ToString().TrimStart('0'), exponent, out number);
    }

    /// <summary>As a number of the language, where that has all its digits.</summary>
    public bool TryToDecimal(out decimal number)
    {
        number = 0;
        if (Kind != Decimal128Kind.Finite)
            return false;
        var (coefficient, exponent) = (Coefficient, Exponent);
        if (coefficient == 0)
            return true;
        while (exponent < 0 && coefficient % 10 == 0)
            (coefficient, exponent) = (coefficient / 10, exponent + 1);
        while (exponent > 0 && coefficient >> 96 == 0)
            (coefficient, exponent) = (coefficient * 10, exponent - 1);
        if (exponent is > 0 or < -28 || coefficient >> 96 != 0)
            return false;
        number = new((int)(uint)coefficient, (int)(uint)(coefficient >> 32), (int)(uint)(coefficient >> 64), IsNegative, (byte)-exponent);
        return true;
    }

    /// <summary>As the specification of BSON writes it.</summary>
    public override string ToString()
    {
        var sign = IsNegative ? "-" : "";
        if (Kind != Decimal128Kind.Finite)
            return Kind == Decimal128Kind.NaN ? "NaN" : sign + "Infinity";
        var digits = Coefficient.ToString(CultureInfo.InvariantCulture);
        var adjusted = Exponent + digits.Length - 1;
        if (Exponent <= 0 && adjusted >= -6)
        {
            if (Exponent == 0)
                return sign + digits;
            digits = digits.PadLeft(1 - Exponent, '0');
            return $"{sign}{digits[..^-Exponent]}.{digits[^-Exponent..]}";
        }

        var text = new StringBuilder(sign).Append(digits[0]);
        if (digits.Length > 1)
            text.Append('.').Append(digits, 1, digits.Length - 1);
        return text.Append(CultureInfo.InvariantCulture, $"E{(adjusted >= 0 ? "+" : "")}{adjusted}").ToString();
    }

    private static bool TryFit(bool isNegative, string digits, long exponent, out Decimal128 number)
    {
        number = default;
        if (digits.Length > MostDigits)
        {
            // Zeros at the end are told by the exponent.
            if (digits.AsSpan(MostDigits).ContainsAnyExcept('0'))
                return false;
            exponent += digits.Length - MostDigits;
            digits = digits[..MostDigits];
        }

        var coefficient = digits.Length == 0 ? UInt128.Zero : UInt128.Parse(digits, CultureInfo.InvariantCulture);
        if (coefficient == 0)
            exponent = Math.Clamp(exponent, LeastExponent, MostExponent);
        while (exponent > MostExponent && coefficient <= Most / 10)
            (coefficient, exponent) = (coefficient * 10, exponent - 1);
        while (exponent < LeastExponent && coefficient % 10 == 0)
            (coefficient, exponent) = (coefficient / 10, exponent + 1);
        if (exponent is < LeastExponent or > MostExponent)
            return false;
        number = new(isNegative, coefficient, (int)exponent);
        return true;
    }
}

[SuppressMessage("Naming", "CA1720", Justification = "They are called so.")]
internal enum Decimal128Kind
{
    Finite,
    Infinity,
    NaN,
}
