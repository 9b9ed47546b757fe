namespace Logos.ServiceDefaults.Http;

/// <summary>One attempt at the address that it goes to.</summary>
internal sealed class BreakerHandler(Breakers breakers) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await breakers.Of(request.RequestUri!).ExecuteAsync(static async (call, token) => await call.Handler.AttemptAsync(call.Request, token), (Handler: this, Request: request), cancellationToken);

    private Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
}
