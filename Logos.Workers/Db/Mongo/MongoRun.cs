using System.Globalization;
using System.Net.Sockets;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Db.Mongo.Wire;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Mongo;

/// <summary>One operation, from its command to the last of its documents.</summary>
internal sealed class MongoRun(MongoPool pool, MongoOperation operation, AnswerLimit limit)
{
    // Around the documents of an answer.
    private const int Frame = 64 * 1024;

    // By then the worker has asked the server to stop long ago: this is for one that is gone.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private bool _isAsking;
    private long _cursor;

    /// <summary>What runs; null before it does.</summary>
    public MongoOperation? Current { get; private set; }

    public async Task<Value> RunAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // A server takes no command about no documents.
        if (operation.Documents is { Count: 0 })
            return Changed(ValueMap.Empty);
        var session = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
        var isClean = false;
        try
        {
            Current = operation;
            operation.CheckSize(session);
            var reply = await AskAsync(session, Timed(operation.Command, timeout), cancellationToken).ConfigureAwait(false);
            CheckWritten(reply.Fields);
            var output = operation.Command.Names[0] is "find" or "aggregate"
                ? Found(await ReadAsync(session, reply, cancellationToken).ConfigureAwait(false))
                : Changed(reply.Fields);
            isClean = true;
            return output;
        }
        catch (MongoException e)
        {
            // It has answered, and takes more.
            isClean = !MongoFailures.IsElsewhere(e) && _cursor == 0;
            if (MongoFailures.IsElsewhere(e))
                await pool.ForsakeAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested || e is FailureException or BsonException)
        {
            isClean = !_isAsking && _cursor == 0;
            if (!isClean)
                await pool.StopAsync(session).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The others lead to the same server.
            await pool.ForsakeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            await pool.ReturnAsync(session, isClean).ConfigureAwait(false);
        }
    }

    private async Task<MongoReply> AskAsync(MongoSession session, ValueMap command, CancellationToken cancellationToken)
    {
        _isAsking = true;
        var documents = operation.Documents is { } all && command.Names[0] == "insert" ? ("documents", all) : default((string, IReadOnlyList<byte[]>)?);
        try
        {
            var reply = await session.RunAsync(command, pool.Database, documents, length => limit.Expect(length - Frame), cancellationToken).ConfigureAwait(false);
            _isAsking = false;
            _cursor = reply.Cursor;
            return reply;
        }
        catch (MongoException)
        {
            _isAsking = false;
            _cursor = 0;
            throw;
        }
    }

    private async Task<List<Value>> ReadAsync(MongoSession session, MongoReply reply, CancellationToken cancellationToken)
    {
        var found = new List<Value>();
        while (true)
        {
            foreach (var document in reply.Documents)
            {
                limit.Rows(found.Count + 1);
                limit.Take(document.Length);
                found.Add(BsonReader.Document(document.Span));
            }

            if (_cursor == 0)
                return found;
            // The number of a cursor is one of 64 bits, however small.
            var more = ValueMap.From(
            [
                new("getMore", ValueMap.From([new("$numberLong", _cursor.ToString(CultureInfo.InvariantCulture))])),
                new("collection", operation.Collection),
            ]);
            reply = await AskAsync(session, more, cancellationToken).ConfigureAwait(false);
        }
    }

    private Value Found(List<Value> documents) => operation.Name switch
    {
        "find_one" => documents.Count == 0 ? Value.Null : documents[0],
        "count" => documents.Count == 0 ? 0 : documents[0]["n"],
        _ => ValueList.From(documents),
    };

    private Value Changed(ValueMap said)
    {
        var (count, ids) = (Number(said["n"]), operation.Ids);
        var kind = operation.Command.Names[0];
        var upserted = said["upserted"] is { IsList: true } made ? made.AsList() : ValueList.Empty;
        if (kind == "update")
            ids = ValueList.From(upserted.Select(one => one["_id"]));
        return ValueMap.From(
        [
            new("inserted", kind switch { "insert" => count, "update" => upserted.Count, _ => 0 }),
            new("matched", kind == "update" ? count - upserted.Count : 0),
            new("modified", Number(said["nModified"])),
            new("deleted", kind == "delete" ? count : 0),
            new("ids", ids),
        ]);
    }

    /// <exception cref="MongoException">Nothing was written, or not on as many members as it should be.</exception>
    /// <exception cref="FailureException">A part was written.</exception>
    private void CheckWritten(ValueMap said)
    {
        if (said["writeErrors"] is { IsList: true } errors && errors.AsList() is [{ IsMap: true } first, ..])
        {
            var error = MongoReply.Error(first.AsMap());
            var written = Number(said["n"]);
            if (operation.Documents is not { Count: > 1 } all || written == 0)
                throw error;
            // Tried again, the others would be there twice.
            var failure = MongoFailures.Of(error, pool, operation)!;
            throw FailureException.Permanent(WorkersCodes.StatementRefused, $"{written} of {all.Count} documents were inserted, and then one was not: {failure.Message}");
        }

        if (said["writeConcernError"] is { IsMap: true } unsure)
            throw MongoReply.Error(unsure.AsMap());
    }

    private static long Number(Value value) => value.TryGetInt64(out var number) ? number : 0;

    private static ValueMap Timed(ValueMap command, TimeSpan? timeout) =>
        timeout is { } given && given > TimeSpan.Zero && given < TimeSpan.FromDays(20) ? command.With("maxTimeMS", (long)(given + Margin).TotalMilliseconds) : command;
}
