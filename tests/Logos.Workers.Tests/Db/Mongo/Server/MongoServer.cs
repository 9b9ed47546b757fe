using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Logos.Rules.Values;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>
/// As much of a server of MongoDB as the tests need, over a store in memory. That it is one is checked by running
/// MongoDB's own driver against it.
/// </summary>
internal sealed class MongoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<MongoConnection, Task> _connections = [];
    private readonly Task _accepting;

    public MongoServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    public Store Store { get; } = new();

    public Cursors Cursors { get; } = new();

    /// <summary>Passwords by user; where there are some, nobody comes in without.</summary>
    public Dictionary<string, string> Users { get; } = [];

    public IReadOnlyList<string> Mechanisms { get; set; } = ["SCRAM-SHA-1", "SCRAM-SHA-256"];

    public bool IsPrimary { get; set; } = true;

    public string? SetName { get; init; }

    /// <summary>It speaks TLS alone.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What it was asked, hello and sign-ins left out.</summary>
    public ConcurrentQueue<ValueMap> Heard { get; } = [];

    /// <summary>Answers that the next commands of a name get.</summary>
    public ConcurrentQueue<(string Command, ValueMap Answer)> Scripted { get; } = [];

    /// <summary>The commands of this name run until somebody stops them.</summary>
    public string? Holding { get; set; }

    /// <summary>It hangs up on whoever asks for one of this name.</summary>
    public string? HangingUp { get; set; }

    /// <summary>Says hello as one that is just starting, and does not know its set.</summary>
    public bool IsStarting { get; set; }

    /// <summary>What it sends behind each answer to a command that is heard.</summary>
    public byte[] Behind { get; set; } = [];

    /// <summary>What is held, by the session that it runs in.</summary>
    public ConcurrentDictionary<string, CancellationTokenSource> Held { get; } = [];

    /// <summary>How each that was held has ended.</summary>
    public ConcurrentQueue<string> Ended { get; } = [];

    public int Connections => _connections.Count;

    public CancellationToken Stopping => _stop.Token;

    public void Answer(string command, string json) => Scripted.Enqueue((command, ValueJson.Parse(json).AsMap()));

    /// <summary>Hangs up on everybody.</summary>
    public void Drop()
    {
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Drop();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                var connection = new MongoConnection(this, client);
                var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[connection] = served.Task;
                _ = Task.Run(async () =>
                {
                    await ServeAsync(connection, client);
                    _connections.TryRemove(connection, out var _);
                    served.SetResult();
                });
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(MongoConnection connection, Socket client)
    {
        try
        {
            Stream stream = new NetworkStream(client, ownsSocket: true);
            if (Certificate is { } certificate)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
                stream = secure;
            }

            await connection.ServeAsync(stream);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The other side has gone, or this one is going.
        }
        finally
        {
            connection.Close();
        }
    }
}
