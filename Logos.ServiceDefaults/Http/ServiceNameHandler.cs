using System.Net.Sockets;

namespace Logos.ServiceDefaults.Http;

/// <summary>Sends each attempt to where the service is; another attempt may go to another of its processes.</summary>
internal sealed class ServiceNameHandler(ServiceNames names) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        var found = names.Find(asked);
        try
        {
            request.RequestUri = found ?? asked;
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (found is null && !asked.Host.Contains('.', StringComparison.Ordinal) && e.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData })
        {
            throw ServiceNames.Unknown(asked, e);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}
