using System.Buffers.Binary;
using System.Globalization;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>
/// From BSON to values, exact: numbers are numbers, and what JSON has no form for is what MongoDB's Extended JSON (version 2,
/// relaxed) has for it, such as <c>{"$oid": …}</c>.
/// </summary>
internal static class BsonReader
{
    /// <summary>As deep as a server goes.</summary>
    public const int MaxDepth = 200;

    private static readonly long LastDate = new DateTimeOffset(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <exception cref="BsonException">That is no document, or one that cannot be told as a value.</exception>
    public static ValueMap Document(ReadOnlySpan<byte> document) => Document(document, 1);

    public static Value Element(in BsonElements element) => Element(element.Type, element.Value, 1);

    private static ValueMap Document(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > MaxDepth)
            throw new BsonException($"a document is nested more than {MaxDepth} levels deep");
        var members = new ValueMap.Builder();
        var elements = new BsonElements(document);
        while (elements.Next())
        {
            if (!members.Set(elements.Name, Element(elements.Type, elements.Value, depth)))
                throw new BsonException($"a document has two fields called `{elements.Name}`");
        }

        return members.Build();
    }

    private static ValueList Array(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > MaxDepth)
            throw new BsonException($"a document is nested more than {MaxDepth} levels deep");
        var items = new List<Value>();
        var elements = new BsonElements(document);
        while (elements.Next())
            items.Add(Element(elements.Type, elements.Value, depth));
        return ValueList.From(items);
    }

    private static Value Element(BsonType type, ReadOnlySpan<byte> value, int depth)
    {
        switch (type)
        {
            case BsonType.Double:
                return Double(BinaryPrimitives.ReadDoubleLittleEndian(value));
            case BsonType.String:
                return BsonElements.Counted(ref value);
            case BsonType.Document:
                return Document(value, depth + 1);
            case BsonType.Array:
                return Array(value, depth + 1);
            case BsonType.Binary:
                return Binary(value);
            case BsonType.Undefined:
                return One("$undefined", true);
            case BsonType.ObjectId:
                return One("$oid", Convert.ToHexStringLower(value));
            case BsonType.Boolean:
                return value[0] <= 1 ? value[0] == 1 : throw new BsonException("what should be true or false is neither");
            case BsonType.Date:
                return One("$date", Date(BinaryPrimitives.ReadInt64LittleEndian(value)));
            case BsonType.Null:
                return Value.Null;
            case BsonType.Regex:
                return One("$regularExpression", ValueMap.From([new("pattern", BsonElements.Terminated(ref value)), new("options", BsonElements.Terminated(ref value))]));
            case BsonType.Pointer:
                return One("$dbPointer", ValueMap.From([new("$ref", BsonElements.Counted(ref value)), new("$id", One("$oid", Convert.ToHexStringLower(value)))]));
            case BsonType.Code:
                return One("$code", BsonElements.Counted(ref value));
            case BsonType.Symbol:
                return One("$symbol", BsonElements.Counted(ref value));
            case BsonType.ScopedCode:
                value = value.Length >= 4 ? value[4..] : throw BsonElements.Short();
                return ValueMap.From([new("$code", BsonElements.Counted(ref value)), new("$scope", Document(value, depth + 1))]);
            case BsonType.Int32:
                return (long)BinaryPrimitives.ReadInt32LittleEndian(value);
            case BsonType.Timestamp:
                return One("$timestamp", ValueMap.From([new("t", (long)BinaryPrimitives.ReadUInt32LittleEndian(value[4..])), new("i", (long)BinaryPrimitives.ReadUInt32LittleEndian(value))]));
            case BsonType.Int64:
                return BinaryPrimitives.ReadInt64LittleEndian(value);
            case BsonType.Decimal128:
                return Decimal(Decimal128.Read(value));
            case BsonType.MaxKey:
                return One("$maxKey", 1);
            default:
                return One("$minKey", 1);
        }
    }

    // A small one has digits below the last that a decimal has.
    private static Value Double(double number)
    {
        if (!double.IsFinite(number))
            return One("$numberDouble", double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
        var value = Value.From(number);
        return double.Parse(value.ToJson(), NumberStyles.Float, CultureInfo.InvariantCulture) == number
            ? value
            : One("$numberDouble", number.ToString("R", CultureInfo.InvariantCulture));
    }

    // A number where one holds all its digits.
    private static Value Decimal(Decimal128 number) => number.TryToDecimal(out var exact) ? exact : One("$numberDecimal", number.ToString());

    private static Value Date(long millis) => millis >= 0 && millis <= LastDate
        ? DateTimeOffset.FromUnixTimeMilliseconds(millis).ToString(millis % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : One("$numberLong", millis.ToString(CultureInfo.InvariantCulture));

    private static ValueMap Binary(ReadOnlySpan<byte> value)
    {
        var kind = value[4];
        var bytes = value[5..];
        // The oldest kind has its length twice.
        if (kind == 2)
            bytes = bytes.Length >= 4 && BinaryPrimitives.ReadInt32LittleEndian(bytes) == bytes.Length - 4 ? bytes[4..] : throw new BsonException("bytes are not as many as they say");
        return One("$binary", ValueMap.From([new("base64", Convert.ToBase64String(bytes)), new("subType", kind.ToString("x2", CultureInfo.InvariantCulture))]));
    }

    private static ValueMap One(string name, Value value) => ValueMap.From([new(name, value)]);
}
