using System.Net.Sockets;
using System.Text;

namespace Logos.Scenarios.Security;

/// <summary>Bytes as a client that keeps no rules sends them.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    /// <returns>The first line of the answer; null when the other side hung up without one.</returns>
    public async Task<string?> StatusAsync(TimeSpan atMost)
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1, leaveOpen: true);
        try
        {
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(atMost, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <returns>The whole answer, up to where the other side hangs up.</returns>
    public async Task<string> AllAsync(TimeSpan atMost)
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(atMost, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
