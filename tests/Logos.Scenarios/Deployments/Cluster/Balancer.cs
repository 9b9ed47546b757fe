using System.Net;
using System.Net.Sockets;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Stands before several gateways: each connection goes to the next that takes it.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IReadOnlyList<Uri>> _behind;
    private readonly Task _running;
    private int _next;

    public Balancer(Func<IReadOnlyList<Uri>> behind)
    {
        _behind = behind;
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient caller)
    {
        using (caller)
        {
            if (await ConnectAsync() is not { } server)
                return;
            using (server)
            {
                caller.NoDelay = server.NoDelay = true;
                try
                {
                    await Task.WhenAny(CopyAsync(caller, server), CopyAsync(server, caller));
                }
                catch (IOException)
                {
                    // One of both is gone: so is the other.
                }
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var behind = _behind();
        for (var tried = 0; tried < behind.Count; tried++)
        {
            var to = behind[(int)((uint)Interlocked.Increment(ref _next) % behind.Count)];
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(to.Host, to.Port, _stop.Token);
                return server;
            }
            catch (SocketException)
            {
                server.Dispose();
            }
        }

        return null;
    }

    // What one side has ended may still be answered by the other.
    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _stop.Token);
        to.Client.Shutdown(SocketShutdown.Send);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token).WaitAsync(TimeSpan.FromSeconds(from.Connected ? 1 : 0), TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
