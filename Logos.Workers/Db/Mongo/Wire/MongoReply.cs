using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>What the server says to a command; the documents of a cursor are left as they came, to be counted before they are read.</summary>
/// <param name="Cursor">Where there are more; 0 where there are none.</param>
internal sealed record MongoReply(ValueMap Fields, long Cursor, IReadOnlyList<ReadOnlyMemory<byte>> Documents)
{
    /// <exception cref="MongoException">It says that something went wrong.</exception>
    public static MongoReply Read(ReadOnlyMemory<byte> body)
    {
        var fields = new ValueMap.Builder();
        var cursor = ReadOnlyMemory<byte>.Empty;
        var elements = new BsonElements(body.Span);
        while (elements.Next())
        {
            if (elements is { Name: "cursor", Type: BsonType.Document })
                cursor = Part(body, elements.Value);
            else
                fields.Set(elements.Name, BsonReader.Element(elements));
        }

        var said = fields.Build();
        if (said["ok"] is not { IsNumber: true } ok || ok.AsDouble() != 1)
            throw Error(said);
        if (cursor.IsEmpty)
            return new(said, 0, []);
        var (id, documents) = Batch(cursor);
        return new(said, id, documents);
    }

    public static MongoException Error(ValueMap said) => new(
        said["code"].TryGetInt64(out var code) ? (int)code : 0,
        said["codeName"] is { IsString: true } name ? name.AsString() : "",
        said["errmsg"] is { IsString: true } message ? message.AsString() : "it does not say why",
        said["errorLabels"] is { IsList: true } labels ? [.. labels.AsList().Where(label => label.IsString).Select(label => label.AsString())] : []);

    private static (long Cursor, List<ReadOnlyMemory<byte>> Documents) Batch(ReadOnlyMemory<byte> cursor)
    {
        var id = 0L;
        var documents = new List<ReadOnlyMemory<byte>>();
        var elements = new BsonElements(cursor.Span);
        while (elements.Next())
        {
            if (elements is { Name: "id" })
            {
                BsonReader.Element(elements).TryGetInt64(out id);
            }
            else if (elements is { Name: "firstBatch" or "nextBatch", Type: BsonType.Array })
            {
                var items = new BsonElements(elements.Value);
                while (items.Next())
                    documents.Add(items.Type == BsonType.Document ? Part(cursor, items.Value) : throw new BsonException("a cursor yields what is no document"));
            }
        }

        return (id, documents);
    }

    // The same bytes, where they can be kept.
    private static ReadOnlyMemory<byte> Part(ReadOnlyMemory<byte> whole, ReadOnlySpan<byte> part) =>
        whole.Span.Overlaps(part, out var offset) ? whole.Slice(offset, part.Length) : ReadOnlyMemory<byte>.Empty;
}
