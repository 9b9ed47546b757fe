using Logos.ServiceDefaults.Requests;

namespace Logos.ServiceDefaults.Http;

/// <summary>Hands the id of the request under way on, so that the logs of both services tell of the same one.</summary>
internal sealed class RequestIdHandler(RequestUnderWay? current) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (current?.Invoke() is { } id && !request.Headers.Contains(RequestId.Header))
            request.Headers.Add(RequestId.Header, id);
        return base.SendAsync(request, cancellationToken);
    }
}
