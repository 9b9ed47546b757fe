namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>What an element of a document is, by the byte that says so.</summary>
internal enum BsonType : byte
{
    Double = 0x01,
    String = 0x02,
    Document = 0x03,
    Array = 0x04,
    Binary = 0x05,
    Undefined = 0x06,
    ObjectId = 0x07,
    Boolean = 0x08,
    Date = 0x09,
    Null = 0x0A,
    Regex = 0x0B,
    Pointer = 0x0C,
    Code = 0x0D,
    Symbol = 0x0E,
    ScopedCode = 0x0F,
    Int32 = 0x10,
    Timestamp = 0x11,
    Int64 = 0x12,
    Decimal128 = 0x13,
    MaxKey = 0x7F,
    MinKey = 0xFF,
}
