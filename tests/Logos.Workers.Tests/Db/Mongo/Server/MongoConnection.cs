using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>One client: its messages, its sign-in, and the answers that it gets.</summary>
internal sealed class MongoConnection(MongoServer server, Socket socket)
{
    private const int OpReply = 1, OpQuery = 2004, OpMsg = 2013;

    private SignIn? _signIn;
    private bool _isIn;
    private int _answers;

    public void Close() => socket.Dispose();

    public async Task ServeAsync(Stream stream)
    {
        var head = new byte[16];
        while (true)
        {
            await stream.ReadExactlyAsync(head, server.Stopping);
            var request = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4));
            var code = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12));
            if (code is not (OpMsg or OpQuery))
                throw new IOException($"operation {code} is not known here");
            var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(head) - head.Length];
            await stream.ReadExactlyAsync(body, server.Stopping);
            var answer = BsonWriter.Document(await AnswerAsync(code == OpMsg ? Message(body) : Query(body)));
            await stream.WriteAsync(code == OpMsg ? [.. Framed(OpMsg, request, [0, 0, 0, 0, 0], answer), .. _isIn ? server.Behind : []] : Framed(OpReply, request, [8, 0, 0, 0, .. new byte[12], 1, 0, 0, 0], answer), server.Stopping);
            await stream.FlushAsync(server.Stopping);
        }
    }

    private byte[] Framed(int code, int request, byte[] front, byte[] answer)
    {
        var bytes = new byte[16 + front.Length + answer.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), ++_answers);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), request);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), code);
        front.CopyTo(bytes, 16);
        answer.CopyTo(bytes, 16 + front.Length);
        return bytes;
    }

    // The older form, in which a driver says hello.
    private static ValueMap Query(byte[] body)
    {
        var at = 4 + body.AsSpan(4).IndexOf((byte)0) + 1 + 8;
        return Canonical.Read(body.AsSpan(at, BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at)))).With("$db", "admin");
    }

    private static ValueMap Message(byte[] body)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(body) is not 0 and var flags)
            throw new IOException($"flags {flags:x} are not known here");
        var command = ValueMap.Empty;
        for (var at = 4; at < body.Length;)
        {
            var (kind, length) = (body[at], BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at + 1)));
            var section = body.AsSpan(at + 1, length);
            if (kind == 0)
            {
                command = ValueMap.From([.. Canonical.Read(section), .. command]);
            }
            else
            {
                var end = section[4..].IndexOf((byte)0) + 4;
                var documents = new List<Value>();
                for (var from = end + 1; from < section.Length; from += BinaryPrimitives.ReadInt32LittleEndian(section[from..]))
                    documents.Add(Canonical.Read(section.Slice(from, BinaryPrimitives.ReadInt32LittleEndian(section[from..]))));
                command = command.With(Encoding.UTF8.GetString(section[4..end]), ValueList.From(documents));
            }

            at += 1 + length;
        }

        return command;
    }

    private async Task<ValueMap> AnswerAsync(ValueMap command)
    {
        var name = command.Names[0];
        try
        {
            if (name is "hello" or "isMaster" or "ismaster")
                return Hello(command);
            if (name is "saslStart" or "saslContinue")
                return Sign(command);
            if (server.Users.Count > 0 && !_isIn)
                throw new MongoServerFault(13, "Unauthorized", $"command {name} requires authentication: {((Value)command).ToJson()}");
            server.Heard.Enqueue(command);
            if (server.HangingUp == name)
                throw new IOException("it was to hang up");
            if (server.Holding == name)
                await HoldAsync(command);
            if (server.Scripted.TryPeek(out var next) && next.Command == name && server.Scripted.TryDequeue(out next))
                return next.Answer;
            return Commands.Run(server, command).With("ok", One("$numberDouble", "1"));
        }
        catch (MongoServerFault e)
        {
            return ValueMap.From([new("ok", One("$numberDouble", "0")), new("errmsg", e.Message), new("code", Canonical.Int(e.Code)), new("codeName", e.Name)]);
        }
    }

    private ValueMap Hello(ValueMap command)
    {
        var hello = ValueMap.From(
        [
            new("helloOk", true), new("isWritablePrimary", server.IsPrimary), new("ismaster", server.IsPrimary),
            new("maxBsonObjectSize", Canonical.Int(16 * 1024 * 1024)), new("maxMessageSizeBytes", Canonical.Int(48_000_000)), new("maxWriteBatchSize", Canonical.Int(100_000)),
            new("logicalSessionTimeoutMinutes", Canonical.Int(30)), new("minWireVersion", Canonical.Int(0)), new("maxWireVersion", Canonical.Int(21)), new("readOnly", false),
        ]);
        if (server.IsStarting)
            hello = hello.With("isWritablePrimary", false).With("ismaster", false).With("isreplicaset", true);
        else if (server.SetName is { } set)
            hello = hello.With("setName", set).With("hosts", ValueList.Of(server.Address)).With("me", server.Address).With("secondary", !server.IsPrimary);
        if (command["saslSupportedMechs"] is { IsString: true } asked && server.Users.ContainsKey(asked.AsString()[(asked.AsString().IndexOf('.', StringComparison.Ordinal) + 1)..]))
            hello = hello.With("saslSupportedMechs", ValueList.From(server.Mechanisms.Select(mechanism => (Value)mechanism)));
        return hello.With("ok", One("$numberDouble", "1"));
    }

    private ValueMap Sign(ValueMap command)
    {
        var payload = Encoding.UTF8.GetString(Convert.FromBase64String(command["payload"]["$binary"]["base64"].AsString()));
        if (command.Names[0] == "saslStart")
        {
            var mechanism = command["mechanism"].AsString();
            if (!server.Mechanisms.Contains(mechanism))
                throw new MongoServerFault(334, "MechanismUnavailable", $"Received authentication for mechanism {mechanism} which is not enabled");
            var user = payload["n,,n=".Length..payload.IndexOf(",r=", StringComparison.Ordinal)].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
            _signIn = new(mechanism, user, server.Users.GetValueOrDefault(user) ?? throw SignIn.Refused());
            return Said(_signIn.Challenge(payload), isDone: false);
        }

        var final = _signIn!.Final(payload);
        _isIn = true;
        return Said(final, isDone: true);
    }

    private static ValueMap Said(string text, bool isDone) => ValueMap.From(
    [
        new("conversationId", Canonical.Int(1)), new("done", isDone),
        new("payload", ValueMap.From([new("$binary", ValueMap.From([new("base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(text))), new("subType", "00")]))])),
        new("ok", One("$numberDouble", "1")),
    ]);

    private async Task HoldAsync(ValueMap command)
    {
        var session = command["lsid"]["id"].ToJson();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(server.Stopping);
        var time = Canonical.Plain(command["maxTimeMS"]) is { IsNumber: true } most ? TimeSpan.FromMilliseconds((double)most.AsDecimal()) : Timeout.InfiniteTimeSpan;
        server.Held[session] = stop;
        try
        {
            await Task.Delay(time, TimeProvider.System, stop.Token);
            server.Ended.Enqueue("its time was up");
            throw new MongoServerFault(50, "MaxTimeMSExpired", "operation exceeded time limit");
        }
        catch (OperationCanceledException)
        {
            server.Ended.Enqueue("it was stopped");
            throw new MongoServerFault(11601, "Interrupted", "operation was interrupted");
        }
        finally
        {
            server.Held.TryRemove(session, out _);
        }
    }

    private static Value One(string name, string text) => ValueMap.From([new(name, text.ToString(CultureInfo.InvariantCulture))]);
}
