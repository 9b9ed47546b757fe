using System.Globalization;
using System.Runtime.CompilerServices;

namespace Logos.Rules.Values;

/// <summary>
/// Arithmetic: integers while they fit, exact decimals where there is a fraction, doubles outside
/// decimal's range. A null result means that there is no such number (division by zero, infinity).
/// </summary>
internal static class Numbers
{
    // 2^96: every decimal lies below, and every number kept as a large double at or above it.
    private const double BeyondDecimal = 79228162514264337593543950336d;
    private const double SmallestDecimal = 1e-28;

    public static Value Add(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger)
        {
            var sum = unchecked(a.RawInteger + b.RawInteger);
            if (((a.RawInteger ^ sum) & (b.RawInteger ^ sum)) >= 0)
                return Value.From(sum);
        }

        return Slow('+', a, b);
    }

    public static Value Subtract(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger)
        {
            var difference = unchecked(a.RawInteger - b.RawInteger);
            if (((a.RawInteger ^ b.RawInteger) & (a.RawInteger ^ difference)) >= 0)
                return Value.From(difference);
        }

        return Slow('-', a, b);
    }

    public static Value Multiply(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger)
        {
            var high = Math.BigMul(a.RawInteger, b.RawInteger, out var low);
            if (high == low >> 63)
                return Value.From(low);
        }

        return Slow('*', a, b);
    }

    public static Value Divide(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger && b.RawInteger is not (0 or -1))
        {
            var quotient = a.RawInteger / b.RawInteger;
            if (quotient * b.RawInteger == a.RawInteger)
                return Value.From(quotient);
        }

        return Slow('/', a, b);
    }

    public static Value Remainder(in Value a, in Value b)
    {
        if (a.IsInteger && b.IsInteger && b.RawInteger is not (0 or -1))
            return Value.From(a.RawInteger % b.RawInteger);
        return Slow('%', a, b);
    }

    public static Value Negate(in Value a) => Subtract(0, a);

    public static int Compare(in Value a, in Value b)
    {
        if (!a.IsDouble && !b.IsDouble)
            return a.AsDecimal().CompareTo(b.AsDecimal());
        if (a.IsDouble && b.IsDouble)
            return a.RawDouble.CompareTo(b.RawDouble);
        return b.IsDouble ? CompareExact(a, b.RawDouble) : -CompareExact(b, a.RawDouble);
    }

    // The largest decimals are the same double as 2^96: as doubles they would equal what is larger.
    private static int CompareExact(in Value exact, double approximate) =>
        Math.Abs(approximate) >= BeyondDecimal ? -Math.Sign(approximate) : exact.AsDouble().CompareTo(approximate);

    public static Value FromDouble(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), "Infinity and NaN are no numbers of the language.");
        return FromFinite(value);
    }

    /// <summary>A number as it is written in JSON or in an expression; false when it is too large for a double.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out Value value)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            value = Value.From(integer);
            return true;
        }

        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var approximate) || !double.IsFinite(approximate))
        {
            value = Value.Null;
            return false;
        }

        var magnitude = Math.Abs(approximate);
        if ((magnitude is <= BeyondDecimal and >= SmallestDecimal || approximate == 0) &&
            decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            value = Shortest(exact);
            return true;
        }

        value = approximate == 0 ? Value.From(0L) : Value.FromRawDouble(approximate);
        return true;
    }

    /// <summary>Without trailing zeros: 9207.00 and 9207 are one number and print as one.</summary>
    public static Value Shortest(decimal value) => Value.From(value.Scale == 0 ? value : Trim(value));

    public static decimal Trim(decimal value)
    {
        // Dividing by one written with 28 zeros leaves the smallest scale that holds the value.
        const decimal One = 1.0000000000000000000000000000m;
        return value / One;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Value Slow(char operation, in Value a, in Value b)
    {
        if (operation is '/' or '%' && (b.IsDouble ? b.RawDouble == 0 : b.AsDecimal() == 0))
            return Value.Null;
        if (!a.IsDouble && !b.IsDouble)
        {
            try
            {
                var x = a.AsDecimal();
                var y = b.AsDecimal();
                var exact = operation switch
                {
                    '+' => x + y,
                    '-' => x - y,
                    '*' => x * y,
                    '/' => x / y,
                    _ => x % y,
                };

                // A product that decimal rounds to nothing is still something: keep it as a double.
                if (exact != 0 || operation is not ('*' or '/') || x == 0)
                    return Value.From(exact);
            }
            catch (OverflowException)
            {
                // Outside decimal's range: on as doubles, below.
            }
        }

        var p = a.AsDouble();
        var q = b.AsDouble();
        var result = operation switch
        {
            '+' => p + q,
            '-' => p - q,
            '*' => p * q,
            '/' => p / q,
            _ => p % q,
        };
        return double.IsFinite(result) ? FromFinite(result) : Value.Null;
    }

    private static Value FromFinite(double value)
    {
        if (value == 0)
            return Value.From(0L);
        var magnitude = Math.Abs(value);
        // (decimal)double keeps 15 digits; the round trip through text keeps all 17.
        if (magnitude is <= BeyondDecimal and >= SmallestDecimal &&
            decimal.TryParse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return Shortest(exact);
        return Value.FromRawDouble(value);
    }
}
