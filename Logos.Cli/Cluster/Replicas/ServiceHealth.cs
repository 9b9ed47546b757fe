using System.Net;

namespace Logos.Cli.Cluster.Replicas;

/// <summary>Asks a service whether it has what it needs.</summary>
internal sealed class ServiceHealth(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Loopback is behind no proxy, whatever the environment says.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Longest };

    public async Task WhenReadyAsync(string address, CancellationToken cancellationToken)
    {
        while (!await IsReadyAsync(address, cancellationToken))
            await Task.Delay(Look, clock, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsReadyAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(address + "/health/ready"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
