namespace Logos.Workers.Db.Mongo.Bson;

/// <summary>These bytes are no BSON, or this value cannot be written as any.</summary>
internal sealed class BsonException(string message) : Exception(message);
