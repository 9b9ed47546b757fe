using System.Globalization;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>MongoDB's Extended JSON, version 2, canonical and relaxed: maps that stand for a value of another type.</summary>
internal static class ExtendedJson
{
    private static readonly string[] Dates = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <returns>Whether a map stands for a value of another type, by the names that it has.</returns>
    public static bool IsValue(ValueMap map) => map.Count switch
    {
        1 => map.Names[0] is "$oid" or "$numberInt" or "$numberLong" or "$numberDouble" or "$numberDecimal" or "$date" or "$binary" or "$uuid" or "$timestamp" or "$regularExpression" or "$dbPointer" or "$symbol" or "$code" or "$undefined" or "$minKey" or "$maxKey",
        2 => map.ContainsKey("$code") && map.ContainsKey("$scope"),
        _ => false,
    };

    /// <summary>One that looks for what it matches, rather than for what is the same.</summary>
    public static bool IsPattern(ValueMap map) => IsValue(map) && map.ContainsKey("$regularExpression");

    /// <returns>False for a map that is one.</returns>
    /// <exception cref="BsonException">It says what it is, and is not that.</exception>
    public static bool TryWrite(BsonWriter to, string name, ValueMap map)
    {
        if (map.Count == 0 || !map.Names[0].StartsWith('$') || !IsValue(map))
            return false;
        var kind = map.Names[0];
        var value = map.Values[0];
        switch (kind)
        {
            case "$oid":
                to.Element(BsonType.ObjectId, name);
                to.Bytes(Hex(value, kind));
                break;
            case "$numberInt":
                to.Element(BsonType.Int32, name);
                to.Int32(int.TryParse(Digits(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? small : throw Wrong(kind, "a whole number of 32 bits"));
                break;
            case "$numberLong":
                to.Element(BsonType.Int64, name);
                to.Int64(Long(value, kind));
                break;
            case "$numberDouble":
                to.Element(BsonType.Double, name);
                to.Int64(BitConverter.DoubleToInt64Bits(Double(value)));
                break;
            case "$numberDecimal":
                to.Element(BsonType.Decimal128, name);
                var bytes = new byte[Decimal128.Bytes];
                (Decimal128.TryParse(Digits(value), out var digits) ? digits : throw Wrong(kind, "a number of up to 34 digits")).Write(bytes);
                to.Bytes(bytes);
                break;
            case "$date":
                to.Element(BsonType.Date, name);
                to.Int64(Date(value));
                break;
            case "$binary":
                Binary(to, name, value);
                break;
            case "$uuid":
                to.Element(BsonType.Binary, name);
                to.Int32(16);
                to.Byte(4);
                to.Bytes(value.IsString && Guid.TryParseExact(value.AsString(), "D", out var uuid) ? uuid.ToByteArray(bigEndian: true) : throw Wrong(kind, "a UUID such as 0b8a2c0e-…"));
                break;
            case "$timestamp":
                to.Element(BsonType.Timestamp, name);
                to.Int32(Part(value, "i"));
                to.Int32(Part(value, "t"));
                break;
            case "$regularExpression":
                to.Element(BsonType.Regex, name);
                to.Terminated(Text(value["pattern"], kind, "`pattern` and `options`"));
                // A server wants them in this order.
                to.Terminated(string.Concat(Text(value["options"], kind, "`pattern` and `options`").Order()));
                break;
            case "$dbPointer":
                to.Element(BsonType.Pointer, name);
                to.Counted(Text(value["$ref"], kind, "`$ref` and `$id`"));
                to.Bytes(Hex(value["$id"]["$oid"], "$oid"));
                break;
            case "$symbol":
                to.Element(BsonType.Symbol, name);
                to.Counted(Text(value, kind, "text"));
                break;
            case "$code" or "$scope":
                Code(to, name, map);
                break;
            case "$undefined":
                to.Element(BsonType.Undefined, name);
                break;
            default:
                to.Element(kind == "$minKey" ? BsonType.MinKey : BsonType.MaxKey, name);
                break;
        }

        return true;
    }

    private static void Code(BsonWriter to, string name, ValueMap map)
    {
        var code = Text(map["$code"], "$code", "text");
        if (map.Count == 1)
        {
            to.Element(BsonType.Code, name);
            to.Counted(code);
            return;
        }

        to.Element(BsonType.ScopedCode, name);
        to.Within(() =>
        {
            to.Counted(code);
            to.Members(map["$scope"] is { IsMap: true } scope ? scope.AsMap() : throw Wrong("$scope", "a map"));
        });
    }

    private static void Binary(BsonWriter to, string name, Value value)
    {
        const string Words = "`base64` and `subType`, such as 00";
        if (!byte.TryParse(Text(value["subType"], "$binary", Words), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var kind))
            throw Wrong("$binary", Words);
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(Text(value["base64"], "$binary", Words));
        }
        catch (FormatException)
        {
            throw Wrong("$binary", Words);
        }

        to.Element(BsonType.Binary, name);
        to.Int32(bytes.Length + (kind == 2 ? 4 : 0));
        to.Byte(kind);
        if (kind == 2)
            to.Int32(bytes.Length);
        to.Bytes(bytes);
    }

    private static byte[] Hex(Value value, string kind) =>
        value.IsString && value.AsString() is { Length: 24 } text && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : throw Wrong(kind, "24 hex digits");

    private static long Long(Value value, string kind) =>
        long.TryParse(Digits(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(kind, "a whole number of 64 bits");

    private static double Double(Value value) => Digits(value) switch
    {
        // The framework's own has its sign set, and no other program's has.
        "NaN" => BitConverter.UInt64BitsToDouble(0x7ff8_0000_0000_0000),
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Wrong("$numberDouble", "a number"),
    };

    // To the millisecond: there is no more room.
    private static long Date(Value value)
    {
        if (value.IsMap && value["$numberLong"] is { IsNull: false } millis)
            return Long(millis, "$numberLong");
        if (value.TryGetInt64(out var number))
            return number;
        return value.IsString && DateTimeOffset.TryParseExact(value.AsString(), Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeMilliseconds()
            : throw Wrong("$date", "a time such as 2026-01-31T07:59:00Z");
    }

    private static int Part(Value timestamp, string part) =>
        timestamp[part].TryGetInt64(out var number) && number is >= 0 and <= uint.MaxValue ? unchecked((int)(uint)number) : throw Wrong("$timestamp", "`t` and `i`, each a whole number of 32 bits");

    // As text, as the canonical form has it, or as a number.
    private static string Digits(Value value) => value.IsString || value.IsNumber ? value.ToText() : "";

    private static string Text(Value value, string kind, string wanted) => value.IsString ? value.AsString() : throw Wrong(kind, wanted);

    private static BsonException Wrong(string kind, string wanted) => new($"`{kind}` takes {wanted}");
}
