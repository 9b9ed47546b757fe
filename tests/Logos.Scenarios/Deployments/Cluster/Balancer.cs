using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Stands before several gateways, and asks them whether they are ready: each connection goes to the next that is, or at least takes it.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IReadOnlyList<Uri>> _behind;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };
    private readonly ConcurrentDictionary<Uri, bool> _ready = [];
    private readonly Task _running;
    private readonly Task _looking;
    private int _next;

    public Balancer(Func<IReadOnlyList<Uri>> behind)
    {
        _behind = behind;
        _listener.Start();
        _running = AcceptAsync();
        _looking = LookAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_running, _looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
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

    private async Task LookAsync()
    {
        while (true)
        {
            foreach (var gateway in _behind())
                _ready[gateway] = await IsReadyAsync(gateway);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _stop.Token);
        }
    }

    private async Task<bool> IsReadyAsync(Uri gateway)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(gateway, "/ready"), _stop.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var behind = _behind();
        var turn = (int)((uint)Interlocked.Increment(ref _next) % Math.Max(behind.Count, 1));
        foreach (var to in behind.Skip(turn).Concat(behind.Take(turn)).OrderByDescending(gateway => _ready.GetValueOrDefault(gateway)))
        {
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
