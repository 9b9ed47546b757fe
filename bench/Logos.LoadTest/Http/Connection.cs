using System.Net.Sockets;
using System.Text;

namespace Logos.LoadTest.Http;

/// <summary>One connection that asks for one thing after another, and costs next to nothing: what is measured is the server.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly HttpServer _server;
    private byte[] _request = [];
    private byte[] _expected = [];
    private int _length;

    private Connection(HttpServer server) => _server = server;

    private ReadOnlySpan<byte> Answered => _buffer.AsSpan(0, _length);

    public static async Task<Connection> OpenAsync(HttpServer server)
    {
        var connection = new Connection(server);
        await connection._socket.ConnectAsync(server.Address.Host, server.Address.Port);
        return connection;
    }

    /// <summary>Asks for the same again and again.</summary>
    public static async Task<Connection> OpenAsync(HttpServer server, string path, string body, string expected)
    {
        var connection = await OpenAsync(server);
        (connection._request, connection._expected) = (connection.Request("POST", path, body), Encoding.ASCII.GetBytes(expected));
        return connection;
    }

    /// <exception cref="InvalidOperationException">The answer does not hold what is expected.</exception>
    public async ValueTask AskAsync()
    {
        await SendAsync(_request);
        await UntilWholeAsync(_expected);
    }

    /// <returns>The answer, with its headers.</returns>
    public async ValueTask<string> AskAsync(string method, string path, string body, string expected)
    {
        await SendAsync(Request(method, path, body));
        await UntilWholeAsync(Encoding.ASCII.GetBytes(expected));
        return Encoding.UTF8.GetString(Answered);
    }

    /// <summary>Asks for a stream, and waits until it tells this.</summary>
    public async ValueTask BeginAsync(string path, string expected)
    {
        await SendAsync(Request("GET", path, ""));
        var told = Encoding.ASCII.GetBytes(expected);
        while (Answered.IndexOf(told) < 0)
            await ReceiveAsync();
    }

    /// <summary>Until the stream ends.</summary>
    public ValueTask EndAsync(string expected) => UntilWholeAsync(Encoding.ASCII.GetBytes(expected));

    public void Dispose() => _socket.Dispose();

    private byte[] Request(string method, string path, string body) => Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nAuthorization: Bearer {_server.Token}\r\n{(method == "POST" ? $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n" : "")}\r\n{body}");

    private async ValueTask SendAsync(byte[] request)
    {
        _length = 0;
        await _socket.SendAsync(request);
    }

    private async ValueTask UntilWholeAsync(byte[] expected)
    {
        while (!IsWhole(Answered))
            await ReceiveAsync();
        if (Answered.IndexOf(expected) < 0)
            throw new InvalidOperationException(Encoding.UTF8.GetString(Answered));
    }

    private async ValueTask ReceiveAsync()
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
        if (read == 0)
            throw new InvalidOperationException($"the server hung up, or told more than there is room for: {Encoding.UTF8.GetString(Answered)}");
        _length += read;
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var at = answer[..head].IndexOf("Content-Length: "u8);
        if (at < 0)
            return answer.EndsWith("0\r\n\r\n"u8);
        var rest = answer[(at + "Content-Length: ".Length)..];
        var size = 0;
        for (var i = 0; rest[i] is >= (byte)'0' and <= (byte)'9'; i++)
            size = size * 10 + rest[i] - '0';
        return answer.Length >= head + 4 + size;
    }
}
