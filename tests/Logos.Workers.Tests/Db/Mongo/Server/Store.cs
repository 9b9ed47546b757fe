using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>The documents of all collections.</summary>
internal sealed class Store
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ValueMap>> _collections = [];

    /// <summary>Gives one collection to one reader or writer at a time.</summary>
    public T With<T>(string name, Func<List<ValueMap>, T> use)
    {
        lock (_gate)
        {
            if (!_collections.TryGetValue(name, out var documents))
                _collections[name] = documents = [];
            return use(documents);
        }
    }

    /// <summary>What a collection holds, each document as JSON without the kinds of its numbers.</summary>
    public IReadOnlyList<string> Of(string name) => With(name, documents => documents.Select(document => BsonReader.Document(BsonWriter.Document(document))).Select(document => ((Value)document).ToJson()).ToList());

    public void Put(string name, params string[] documents) => With(name, all =>
    {
        all.AddRange(documents.Select(document => Canonical.Read(BsonWriter.Document(ValueJson.Parse(document).AsMap()))));
        return all.Count;
    });
}

/// <summary>What of an answer was not asked for yet.</summary>
internal sealed class Cursors
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (string Session, Queue<ValueMap> Left)> _open = [];
    private long _last = 40;

    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    public (long Id, List<ValueMap> Batch) Begin(string session, IEnumerable<ValueMap> documents, int most, bool isSingle)
    {
        lock (_gate)
        {
            var left = new Queue<ValueMap>(documents);
            var batch = Take(left, most);
            if (left.Count == 0 || isSingle)
                return (0, batch);
            _open[++_last] = (session, left);
            return (_last, batch);
        }
    }

    public (long Id, List<ValueMap> Batch) More(long id, int most)
    {
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var cursor))
                throw new MongoServerFault(43, "CursorNotFound", $"cursor id {id} not found");
            var batch = Take(cursor.Left, most);
            if (cursor.Left.Count > 0)
                return (id, batch);
            _open.Remove(id);
            return (0, batch);
        }
    }

    public void Kill(long id)
    {
        lock (_gate)
            _open.Remove(id);
    }

    public void KillOf(string session)
    {
        lock (_gate)
        {
            foreach (var id in _open.Where(cursor => cursor.Value.Session == session).Select(cursor => cursor.Key).ToList())
                _open.Remove(id);
        }
    }

    private static List<ValueMap> Take(Queue<ValueMap> left, int most)
    {
        var batch = new List<ValueMap>();
        while (batch.Count < most && left.TryDequeue(out var document))
            batch.Add(document);
        return batch;
    }
}
