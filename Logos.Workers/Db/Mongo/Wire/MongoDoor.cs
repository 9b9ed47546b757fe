using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;

namespace Logos.Workers.Db.Mongo.Wire;

/// <summary>Opens connections: TCP, TLS, the greeting that tells what the server is, and the sign-in.</summary>
internal static class MongoDoor
{
    // MongoDB 4.4: older ones may not know `hello`, nor that they are to end what a client was reading who is gone.
    private const int OldestVersion = 9;

    // As MongoDB's drivers have it: a server whose machine is gone is known to be after some minutes.
    private const int SecondsBeforeProbes = 120, SecondsBetweenProbes = 10, Probes = 9;

    /// <summary>To the one of the servers that takes what writes. Only those that the connection names are asked: what they say of others is not followed.</summary>
    /// <param name="time">For all of them together.</param>
    /// <exception cref="MongoException">The server does not let us in.</exception>
    /// <exception cref="NoPrimaryException">There is none.</exception>
    /// <exception cref="TimeoutException">The only one did not answer.</exception>
    public static async Task<MongoSession> OpenAsync(MongoAddress address, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        var others = new List<string>();
        var definite = new List<Exception>();
        for (var i = 0; i < address.Hosts.Count; i++)
        {
            var (host, port) = address.Hosts[i];
            // A server that is dark must not use up the time of those behind it.
            var share = (time - clock.GetElapsedTime(begun)) / (address.Hosts.Count - i);
            try
            {
                if (await OpenAsync(address, host, port, share > TimeSpan.Zero ? share : TimeSpan.Zero, clock, cancellationToken).ConfigureAwait(false) is { } session)
                    return session;
                others.Add($"{host}:{port} is not the primary");
            }
            catch (Exception e) when (address.Hosts.Count > 1 && MongoFailures.IsElsewhere(e))
            {
                others.Add($"{host}:{port} is not the primary");
            }
            catch (Exception e) when (address.Hosts.Count > 1 && e is SocketException or IOException or TimeoutException)
            {
                others.Add($"{host}:{port}: {e.Message}");
            }
            catch (Exception e) when (address.Hosts.Count > 1 && e is MongoProtocolException or BsonException or AuthenticationException)
            {
                others.Add($"{host}:{port}: {e.Message}");
                definite.Add(e);
            }
        }

        // Where one of them may be the primary later, another try may help.
        if (definite.Count > 0 && definite.Count == address.Hosts.Count)
            ExceptionDispatchInfo.Throw(definite[0]);
        throw new NoPrimaryException(others.Count > 1 ? $"none of its servers is the primary ({string.Join("; ", others)})" : $"{others[0]}: name all members of the replica set");
    }

    private static async Task<MongoSession?> OpenAsync(MongoAddress address, string host, int port, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(time, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            return await OpenAsync(address, host, port, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"it did not answer within {time.TotalSeconds:0.#} s"));
        }
    }

    private static async Task<MongoSession?> OpenAsync(MongoAddress address, string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsBeforeProbes);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsBetweenProbes);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (address.Tls != TlsUse.Disable)
                stream = await SecureAsync(stream, host, address.Tls, cancellationToken).ConfigureAwait(false);
            var session = new MongoSession(socket, stream);
            var hello = (await session.RunAsync(Hello(address), "admin", cancellationToken: cancellationToken).ConfigureAwait(false)).Fields;
            if (!hello["maxWireVersion"].TryGetInt64(out var version) || version < OldestVersion)
                throw new MongoProtocolException("the server is older than MongoDB 4.4");
            var isPrimary = hello["isWritablePrimary"] == Value.True;
            // A member that just starts does not know yet of which set it is.
            if (address.ReplicaSet is { } set && (isPrimary || !hello["setName"].IsNull) && hello["setName"] != Value.From(set))
                throw new MongoProtocolException($"{host}:{port} is no member of the replica set `{set}`");
            if (!isPrimary)
            {
                socket.Dispose();
                return null;
            }

            if (address.User.Length > 0)
                await SignInAsync(session, address, Mechanism(address, hello), cancellationToken).ConfigureAwait(false);
            session.Settle(hello);
            return session;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ValueMap Hello(MongoAddress address)
    {
        var hello = ValueMap.From(
        [
            new("hello", 1),
            new("helloOk", true),
            new("client", ValueMap.From(
            [
                new("application", ValueMap.From([new("name", "logos")])),
                new("driver", ValueMap.From([new("name", "logos"), new("version", typeof(MongoDoor).Assembly.GetName().Version!.ToString(3))])),
                new("os", ValueMap.From([new("type", Environment.OSVersion.Platform.ToString())])),
            ])),
        ]);
        return address.User.Length > 0 ? hello.With("saslSupportedMechs", $"{address.Source}.{address.User}") : hello;
    }

    // A server that does not know the user names none, and says so at the sign-in.
    private static string Mechanism(MongoAddress address, ValueMap hello) =>
        address.Mechanism ?? (hello["saslSupportedMechs"] is { IsList: true } spoken && !spoken.AsList().Contains(Scram.Sha256) && spoken.AsList().Contains(Scram.Sha1) ? Scram.Sha1 : Scram.Sha256);

    private static async Task SignInAsync(MongoSession session, MongoAddress address, string mechanism, CancellationToken cancellationToken)
    {
        var scram = new Scram(mechanism, address.User, address.Password, Scram.NewNonce());
        var reply = await AskAsync(session, address, [new("saslStart", 1), new("mechanism", mechanism), new("payload", Bytes(scram.First)), new("options", ValueMap.From([new("skipEmptyExchange", true)]))], cancellationToken).ConfigureAwait(false);
        var conversation = reply["conversationId"];
        reply = await AskAsync(session, address, [new("saslContinue", 1), new("conversationId", conversation), new("payload", Bytes(scram.Answer(Payload(reply))))], cancellationToken).ConfigureAwait(false);
        scram.Verify(Payload(reply));
        // One more with nothing in it, where the server does not know how to leave that out.
        if (reply["done"] != Value.True)
            reply = await AskAsync(session, address, [new("saslContinue", 1), new("conversationId", conversation), new("payload", Bytes([]))], cancellationToken).ConfigureAwait(false);
        if (reply["done"] != Value.True)
            throw new MongoProtocolException("the server does not come to the end of the sign-in");
    }

    private static async Task<ValueMap> AskAsync(MongoSession session, MongoAddress address, IEnumerable<KeyValuePair<string, Value>> command, CancellationToken cancellationToken) =>
        (await session.RunAsync(ValueMap.From(command), address.Source, cancellationToken: cancellationToken).ConfigureAwait(false)).Fields;

    private static Value Bytes(byte[] bytes) => ValueMap.From([new("$binary", ValueMap.From([new("base64", Convert.ToBase64String(bytes)), new("subType", "00")]))]);

    private static byte[] Payload(ValueMap reply) =>
        reply["payload"]["$binary"]["base64"] is { IsString: true } bytes ? Convert.FromBase64String(bytes.AsString()) : throw new MongoProtocolException("the server's answer at the sign-in cannot be read");

    [SuppressMessage("Security", "CA5359", Justification = "As `require` says: encrypted, whoever is on the other side. `verify_full` looks.")]
    private static async Task<Stream> SecureAsync(Stream plain, string host, TlsUse use, CancellationToken cancellationToken)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (use != TlsUse.VerifyFull)
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (IOException e)
        {
            // A server without TLS hangs up on it, and so does one that is just going.
            throw new IOException($"no TLS came about: {e.Message}", e);
        }
    }
}
