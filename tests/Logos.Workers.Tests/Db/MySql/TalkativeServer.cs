using System.Net;
using System.Net.Sockets;

namespace Logos.Workers.Tests.Db.MySql;

/// <summary>Lets everybody in, and says yes to everything; behind one of its answers stands something that nobody asked.</summary>
internal sealed class TalkativeServer : IAsyncDisposable
{
    private const uint Protocol41 = 0x200, SecureConnection = 0x8000, PluginAuth = 0x80000, DeprecateEof = 0x1000000;

    private static readonly byte[] Yes = [0, 0, 0, 2, 0, 0, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;
    private readonly int _at;
    private readonly byte[] _unasked;

    /// <param name="at">Behind which answer; 0 is the one that lets in.</param>
    /// <param name="unasked">A packet's content.</param>
    public TalkativeServer(int at, byte[] unasked)
    {
        (_at, _unasked) = (at, unasked);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many it has let in.</summary>
    public int Sessions { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        // It takes no other one then: a listener that is stopped says so to who asks it.
        await _serving;
        _listener.Stop();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_over.Token);
                Sessions++;
                await ServeAsync(new NetworkStream(socket));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        await stream.WriteAsync(Packet(0, Greeting()), _over.Token);
        for (var answer = 0; ; answer++)
        {
            var head = new byte[4];
            if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, _over.Token) < head.Length)
                return;
            await stream.ReadExactlyAsync(new byte[head[0] | (head[1] << 8) | (head[2] << 16)], _over.Token);
            // At once: it is in the reader's hands with what it waits for.
            byte[] said = Packet((byte)(head[3] + 1), Yes);
            await stream.WriteAsync(answer == _at ? [.. said, .. Packet(0, _unasked)] : said, _over.Token);
        }
    }

    private static byte[] Greeting()
    {
        var flags = Protocol41 | SecureConnection | PluginAuth | DeprecateEof;
        return
        [
            10, .. "8.0.36\0"u8, 7, 0, 0, 0, .. new byte[8], 0, (byte)flags, (byte)(flags >> 8), 45, 2, 0, (byte)(flags >> 16), (byte)(flags >> 24), 21,
            .. new byte[10], .. new byte[12], 0, .. "mysql_native_password\0"u8,
        ];
    }

    private static byte[] Packet(byte number, byte[] content) => [(byte)content.Length, (byte)(content.Length >> 8), 0, number, .. content];
}
