using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Logos.Rules.Values;

/// <summary>
/// A value of the language: null, boolean, number, string, list or map. Immutable.
/// 24 bytes and no box: <c>_ref</c> is the object, or the tag that says how to read the other 16.
/// A number is an integer where it can be, an exact decimal where it must be, and a double only
/// outside decimal's range.
/// </summary>
[JsonConverter(typeof(ValueConverter))]
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _ref;
    private readonly long _low;
    private readonly long _high;

    private Value(object? reference, long low = 0, long high = 0)
    {
        _ref = reference;
        _low = low;
        _high = high;
    }

    internal sealed class Tag(ValueKind kind)
    {
        public static readonly Tag Boolean = new(ValueKind.Boolean);
        public static readonly Tag Integer = new(ValueKind.Number);
        public static readonly Tag Decimal = new(ValueKind.Number);
        public static readonly Tag Double = new(ValueKind.Number);

        // The outcome of arithmetic on something missing inside a condition: no value at all, so that the
        // comparison around it is false whichever way it is asked. It never leaves an evaluation.
        public static readonly Tag Void = new(ValueKind.Null);

        public ValueKind Kind { get; } = kind;
    }

    public static Value Null => default;

    public static Value True => new(Tag.Boolean, 1);

    public static Value False => new(Tag.Boolean);

    internal static Value Void => new(Tag.Void);

    public ValueKind Kind => _ref switch
    {
        null => ValueKind.Null,
        Tag tag => tag.Kind,
        string => ValueKind.String,
        ValueList => ValueKind.List,
        _ => ValueKind.Map,
    };

    public bool IsNull => _ref is null || ReferenceEquals(_ref, Tag.Void);

    internal bool IsVoid => ReferenceEquals(_ref, Tag.Void);

    public bool IsNumber => ReferenceEquals(_ref, Tag.Integer) || ReferenceEquals(_ref, Tag.Decimal) || ReferenceEquals(_ref, Tag.Double);

    internal bool IsBoolean => ReferenceEquals(_ref, Tag.Boolean);

    internal bool IsInteger => ReferenceEquals(_ref, Tag.Integer);

    internal bool IsDecimal => ReferenceEquals(_ref, Tag.Decimal);

    internal bool IsDouble => ReferenceEquals(_ref, Tag.Double);

    public bool IsString => _ref is string;

    public bool IsList => _ref is ValueList;

    public bool IsMap => _ref is ValueMap;

    internal bool IsTrue => _low == 1 && ReferenceEquals(_ref, Tag.Boolean);

    internal long RawInteger => _low;

    internal decimal RawDecimal => Unsafe.BitCast<(long, long), decimal>((_low, _high));

    internal double RawDouble => BitConverter.Int64BitsToDouble(_low);

    internal object? RawReference => _ref;

    public static Value From(bool value) => value ? True : False;

    public static Value From(long value) => new(Tag.Integer, value);

    public static Value From(string? value) => new(value);

    public static Value From(ValueList value) => new(value);

    public static Value From(ValueMap value) => new(value);

    public static Value From(decimal value)
    {
        // A whole number is kept as one: it is what most rules count with, and it prints without ".0".
        if (value.Scale == 0 && value >= long.MinValue && value <= long.MaxValue)
            return From((long)value);
        var (low, high) = Unsafe.BitCast<decimal, (long, long)>(value);
        return new(Tag.Decimal, low, high);
    }

    /// <summary>An exact number where decimal can hold it; infinities and NaN are no numbers of the language.</summary>
    public static Value From(double value) => Numbers.FromDouble(value);

    internal static Value FromRawDouble(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Value(bool value) => From(value);

    public static implicit operator Value(int value) => From((long)value);

    public static implicit operator Value(long value) => From(value);

    public static implicit operator Value(decimal value) => From(value);

    public static implicit operator Value(string? value) => From(value);

    public static implicit operator Value(ValueList value) => From(value);

    public static implicit operator Value(ValueMap value) => From(value);

    public bool AsBoolean() => IsBoolean ? _low == 1 : throw Unexpected(ValueKind.Boolean);

    public string AsString() => _ref as string ?? throw Unexpected(ValueKind.String);

    public ValueList AsList() => _ref as ValueList ?? throw Unexpected(ValueKind.List);

    public ValueMap AsMap() => _ref as ValueMap ?? throw Unexpected(ValueKind.Map);

    public decimal AsDecimal() => IsInteger ? _low : IsDecimal ? RawDecimal : IsDouble ? (decimal)RawDouble : throw Unexpected(ValueKind.Number);

    public double AsDouble() => IsInteger ? _low : IsDecimal ? (double)RawDecimal : IsDouble ? RawDouble : throw Unexpected(ValueKind.Number);

    /// <summary>True for a number without a fraction that fits.</summary>
    public bool TryGetInt64(out long value)
    {
        if (IsInteger)
        {
            value = _low;
            return true;
        }

        if (IsDecimal && RawDecimal is var number && decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)number;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>The member of a map, the named part of nothing: missing reads as null.</summary>
    public Value this[string name] => _ref is ValueMap map && map.TryGet(name, out var value) ? value : Null;

    public Value this[int index] => _ref is ValueList list && (uint)index < (uint)list.Count ? list[index] : Null;

    /// <summary>As it stands inside text: a string bare, nothing for null, everything else as JSON.</summary>
    public string ToText() => _ref switch
    {
        null => "",
        string text => text,
        _ when IsVoid => "",
        _ => ToJson(),
    };

    public string ToJson() => ValueJson.Write(this);

    public override string ToString() => ToJson();

    public bool Equals(Value other) => Comparison.AreEqual(this, other);

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => Comparison.Hash(this);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    private InvalidOperationException Unexpected(ValueKind wanted) =>
        new($"The value is {Kind.ToString().ToLowerInvariant()}, not {wanted.ToString().ToLowerInvariant()}.");
}
