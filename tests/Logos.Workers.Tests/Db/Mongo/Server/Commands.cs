using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>What the server does.</summary>
internal static class Commands
{
    // As a server does where nobody says how many.
    private const int FirstBatch = 101, NextBatch = 1_000;

    public static ValueMap Run(MongoServer server, ValueMap command)
    {
        var name = command.Names[0];
        var collection = $"{command["$db"].AsString()}.{command.Values[0].ToText()}";
        return name switch
        {
            "find" => Cursor(server, command, server.Store.With(collection, all => Find([.. all], command)), command["batchSize"], command["singleBatch"] == Value.True),
            "aggregate" => Cursor(server, command, Aggregate(server, collection, command), command["cursor"]["batchSize"], isSingle: false),
            "getMore" => More(server, command),
            "insert" => server.Store.With(collection, all => Insert(all, command)),
            "update" => server.Store.With(collection, all => Update(all, command)),
            "delete" => server.Store.With(collection, all => Delete(all, command)),
            "killCursors" => KillCursors(server, command),
            "killSessions" => KillSessions(server, command),
            "endSessions" or "ping" => ValueMap.Empty,
            _ => throw new MongoServerFault(59, "CommandNotFound", $"no such command: '{name}'"),
        };
    }

    private static List<ValueMap> Find(List<ValueMap> all, ValueMap command)
    {
        IEnumerable<ValueMap> found = all.Where(document => Matching.Is(document, Map(command["filter"])));
        if (command["sort"] is { IsMap: true } sort)
            found = Shaping.Sorted(found, sort.AsMap());
        found = found.Skip((int)Number(command["skip"]));
        if (Number(command["limit"]) is > 0 and var limit)
            found = found.Take((int)limit);
        if (command["projection"] is { IsMap: true } projection && projection.AsMap().Count > 0)
            found = found.Select(document => Shaping.Project(document, projection.AsMap()));
        return [.. found];
    }

    private static List<ValueMap> Aggregate(MongoServer server, string collection, ValueMap command)
    {
        var found = server.Store.With(collection, all => (IEnumerable<ValueMap>)[.. all]);
        foreach (var stage in command["pipeline"].AsList())
        {
            if (stage["$out"] is { IsString: true } target)
            {
                List<ValueMap> kept = [.. found];
                return server.Store.With($"{command["$db"].AsString()}.{target.AsString()}", all =>
                {
                    all.Clear();
                    all.AddRange(kept);
                    return new List<ValueMap>();
                });
            }

            found = Shaping.Stage(found, stage.AsMap().Names[0], stage.AsMap().Values[0]);
        }

        return [.. found];
    }

    private static ValueMap Cursor(MongoServer server, ValueMap command, List<ValueMap> documents, Value size, bool isSingle)
    {
        var (id, batch) = server.Cursors.Begin(command["lsid"]["id"].ToJson(), documents, size.IsNull ? FirstBatch : (int)Number(size), isSingle);
        return Batch("firstBatch", $"{command["$db"].AsString()}.{command.Values[0].ToText()}", id, batch);
    }

    private static ValueMap More(MongoServer server, ValueMap command)
    {
        if (command["getMore"]["$numberLong"].IsNull)
            throw new MongoServerFault(14, "TypeMismatch", "Field 'getMore.getMore' is of wrong type, expected 'long'");
        var (id, batch) = server.Cursors.More(Number(command["getMore"]), command["batchSize"].IsNull ? NextBatch : (int)Number(command["batchSize"]));
        return Batch("nextBatch", $"{command["$db"].AsString()}.{command["collection"].AsString()}", id, batch);
    }

    private static ValueMap Batch(string name, string collection, long id, List<ValueMap> batch) => ValueMap.From([new("cursor", ValueMap.From(
    [
        new("id", Long(id)), new("ns", collection), new(name, ValueList.From(batch.Select(document => (Value)document))),
    ]))]);

    private static ValueMap Insert(List<ValueMap> all, ValueMap command)
    {
        var count = 0;
        foreach (var given in command["documents"].AsList())
        {
            var document = given.AsMap();
            if (document["_id"].IsNull)
                document = ValueMap.From([new("_id", ObjectIds.Next(DateTimeOffset.UnixEpoch)), .. document]);
            if (all.Any(other => Matching.Compare(other["_id"], document["_id"]) == 0))
                return ValueMap.From([new("n", Canonical.Int(count)), new("writeErrors", ValueList.Of(Wrong(count, 11000, $"E11000 duplicate key error collection: {command["$db"].AsString()}.{command.Values[0].AsString()} index: _id_ dup key: {{ _id: {document["_id"].ToJson()} }}")))]);
            all.Add(document);
            count++;
        }

        return ValueMap.From([new("n", Canonical.Int(count))]);
    }

    private static ValueMap Update(List<ValueMap> all, ValueMap command)
    {
        var (matched, modified, upserted) = (0, 0, new List<Value>());
        foreach (var update in command["updates"].AsList())
        {
            try
            {
                var filter = update["q"].AsMap();
                var found = all.FindAll(document => Matching.Is(document, filter));
                foreach (var document in update["multi"] == Value.True ? found : found.Take(1))
                {
                    var changed = Shaping.Change(document, update["u"].AsMap(), isNew: false);
                    matched++;
                    modified += ((Value)changed).ToJson() == ((Value)document).ToJson() ? 0 : 1;
                    all[all.IndexOf(document)] = changed;
                }

                if (found.Count > 0 || update["upsert"] != Value.True)
                    continue;
                var begun = ValueMap.From(filter.Where(member => !member.Key.StartsWith('$') && !(member.Value.IsMap && member.Value.AsMap().Names.Length > 0 && member.Value.AsMap().Names[0] is "$gt" or "$lt" or "$in")));
                if (begun["_id"].IsNull)
                    begun = ValueMap.From([new("_id", ObjectIds.Next(DateTimeOffset.UnixEpoch)), .. begun]);
                all.Add(Shaping.Change(begun, update["u"].AsMap(), isNew: true));
                upserted.Add(ValueMap.From([new("index", Canonical.Int(0)), new("_id", begun["_id"])]));
                matched++;
            }
            catch (MongoServerFault e)
            {
                return ValueMap.From([new("n", Canonical.Int(0)), new("nModified", Canonical.Int(0)), new("writeErrors", ValueList.Of(Wrong(0, e.Code, e.Message)))]);
            }
        }

        var answer = ValueMap.From([new("n", Canonical.Int(matched)), new("nModified", Canonical.Int(modified))]);
        return upserted.Count == 0 ? answer : answer.With("upserted", ValueList.From(upserted));
    }

    private static ValueMap Delete(List<ValueMap> all, ValueMap command)
    {
        var count = 0;
        foreach (var delete in command["deletes"].AsList())
        {
            var found = all.FindAll(document => Matching.Is(document, delete["q"].AsMap()));
            foreach (var document in Number(delete["limit"]) == 1 ? found.Take(1) : found)
                count += all.Remove(document) ? 1 : 0;
        }

        return ValueMap.From([new("n", Canonical.Int(count))]);
    }

    private static ValueMap KillCursors(MongoServer server, ValueMap command)
    {
        foreach (var id in command["cursors"].AsList())
            server.Cursors.Kill(Number(id));
        return ValueMap.From([new("cursorsKilled", command["cursors"])]);
    }

    private static ValueMap KillSessions(MongoServer server, ValueMap command)
    {
        foreach (var session in command["killSessions"].AsList())
        {
            server.Cursors.KillOf(session["id"].ToJson());
            if (server.Held.TryGetValue(session["id"].ToJson(), out var held))
                held.Cancel();
        }

        return ValueMap.Empty;
    }

    private static ValueMap Wrong(int index, int code, string message) => ValueMap.From([new("index", Canonical.Int(index)), new("code", Canonical.Int(code)), new("errmsg", message)]);

    private static ValueMap Map(Value value) => value.IsMap ? value.AsMap() : ValueMap.Empty;

    private static long Number(Value value) => Canonical.Plain(value) is { IsNumber: true } number ? (long)number.AsDecimal() : 0;

    private static ValueMap Long(long number) => ValueMap.From([new("$numberLong", number.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
}
