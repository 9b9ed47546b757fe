using System.Buffers.Binary;
using System.Globalization;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>Documents in MongoDB's canonical Extended JSON: of each number it is told what kind it is, so that it is given back as it came.</summary>
internal static class Canonical
{
    public static ValueMap Read(ReadOnlySpan<byte> document)
    {
        var members = new ValueMap.Builder();
        var elements = new BsonElements(document);
        while (elements.Next())
            members.Set(elements.Name, Element(elements));
        return members.Build();
    }

    /// <summary>What it is without its kind: a number for a number.</summary>
    public static Value Plain(Value value) => value.IsMap && value.AsMap() is { Count: 1 } map && map.Names[0] is "$numberInt" or "$numberLong" or "$numberDouble" or "$numberDecimal"
        ? BsonReader.Document(BsonWriter.Document(ValueMap.From([new("x", value)])))["x"]
        : value;

    public static Value Int(long number) => One("$numberInt", number.ToString(CultureInfo.InvariantCulture));

    private static Value Element(in BsonElements element)
    {
        var value = element.Value;
        switch (element.Type)
        {
            case BsonType.Int32:
                return Int(BinaryPrimitives.ReadInt32LittleEndian(value));
            case BsonType.Int64:
                return One("$numberLong", BinaryPrimitives.ReadInt64LittleEndian(value).ToString(CultureInfo.InvariantCulture));
            case BsonType.Double:
                return One("$numberDouble", BinaryPrimitives.ReadDoubleLittleEndian(value) switch
                {
                    double.PositiveInfinity => "Infinity",
                    double.NegativeInfinity => "-Infinity",
                    var number => number.ToString("R", CultureInfo.InvariantCulture),
                });
            case BsonType.Decimal128:
                return One("$numberDecimal", Decimal128.Read(value).ToString());
            case BsonType.Document:
                return Read(value);
            case BsonType.Array:
                var items = new List<Value>();
                var elements = new BsonElements(value);
                while (elements.Next())
                    items.Add(Element(elements));
                return ValueList.From(items);
            default:
                return BsonReader.Element(element);
        }
    }

    private static Value One(string name, string text) => ValueMap.From([new(name, text)]);
}
