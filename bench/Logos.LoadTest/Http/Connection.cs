using System.Net.Sockets;
using System.Text;

namespace Logos.LoadTest.Http;

/// <summary>One connection that asks for one thing again and again, and costs next to nothing: what is measured is the server.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly byte[] _expected;

    private Connection(byte[] request, byte[] expected) => (_request, _expected) = (request, expected);

    public static async Task<Connection> OpenAsync(HttpServer server, string path, string body, string expected)
    {
        var request = $"POST {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Bearer {server.Token}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        var connection = new Connection(Encoding.ASCII.GetBytes(request), Encoding.ASCII.GetBytes(expected));
        await connection._socket.ConnectAsync(server.Address.Host, server.Address.Port);
        return connection;
    }

    /// <exception cref="InvalidOperationException">The answer does not hold what is expected.</exception>
    public async ValueTask AskAsync()
    {
        await _socket.SendAsync(_request);
        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            if (read == 0)
                throw new InvalidOperationException("the server hung up");
            length += read;
            if (IsWhole(_buffer.AsSpan(0, length)))
                break;
        }

        if (_buffer.AsSpan(0, length).IndexOf(_expected) < 0)
            throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, length));
    }

    public void Dispose() => _socket.Dispose();

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
