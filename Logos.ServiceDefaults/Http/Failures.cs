using System.Net;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Logos.ServiceDefaults.Http;

/// <summary>What another attempt may help with, and what says that an address is not well.</summary>
internal static class Failures
{
    public static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || IsOfServer(status);

    public static bool IsOfServer(HttpStatusCode status) => (int)status >= 500;

    /// <summary>The address took nothing, or gave no answer.</summary>
    public static bool IsOfTransport(Exception? exception) => exception switch
    {
        TimeoutRejectedException => true,
        // A certificate does not become good by asking again; a setting neither.
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.UserAuthenticationError or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded } => false,
        ServiceCallException e => e.InnerException is not null,
        HttpRequestException => true,
        _ => false,
    };

    /// <summary>Nothing was sent.</summary>
    public static bool IsBroken(Exception? exception) => exception is BrokenCircuitException;

    /// <summary>Doing it twice does no more than doing it once: by its method, or because its key says so.</summary>
    public static bool IsRepeatable(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options || request.Method == HttpMethod.Trace
            || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete || request.Headers.Contains("Idempotency-Key"))
        // A stream that was read is gone.
        && request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent;
}
