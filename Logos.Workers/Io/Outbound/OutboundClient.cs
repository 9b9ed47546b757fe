using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Io.Outbound;

/// <summary>Asks for the addresses of a host.</summary>
public delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>
/// The one way out for everything that a node or a tool sends. A name is resolved once per connection, and the
/// connection goes to the address that was vetted: what the name says a moment later does not matter.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    private readonly OutboundOptions _options;
    private readonly OutboundPolicy _policy;
    private readonly HostResolver _resolver;
    private readonly HttpMessageInvoker _http;

    public OutboundClient(OutboundOptions options, HostResolver? resolver = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _policy = new(options);
        _resolver = resolver ?? Dns.GetHostAddressesAsync;
        _http = new(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            // A proxy would resolve the name itself, and reach what must not be reached.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = options.MaxHeaderKilobytes,
            // An answer that is given up is not read to its end.
            MaxResponseDrainSize = 0,
        });
    }

    /// <exception cref="FailureException">It was not sent, or no answer came that could be taken.</exception>
    public async Task<OutboundAnswer> SendAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Body?.Length > _options.MaxRequestBytes)
            throw FailureException.Permanent(WorkersCodes.BadInput, $"the request has more than {_options.MaxRequestBytes} bytes");
        for (var redirects = 0; ; redirects++)
        {
            _policy.Check(request.Uri);
            var answer = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            if (!Redirects.IsOne(answer) || !request.FollowsRedirect(answer.Status))
                return answer;
            if (redirects == _options.MaxRedirects)
                throw FailureException.Permanent(WorkersCodes.BadRedirect, $"{request.Uri.Host} redirects more than {_options.MaxRedirects} times");
            request = Redirects.Next(request, answer);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<OutboundAnswer> SendOnceAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        using var message = Message(request);
        try
        {
            using var response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var headers = HeadersOf(response, request.Uri);
            var body = request.Method == HttpMethod.Head ? default : await BodyReader.ReadAsync(response, _options.MaxAnswerBytes, request.Uri, cancellationToken).ConfigureAwait(false);
            return new((int)response.StatusCode, response.ReasonPhrase, headers, body, request.Uri);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            throw new FailureException(FailureOf(exception, request.Uri));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The connect timeout comes as a cancellation that nobody asked for.
            throw new FailureException(FailureOf(exception, request.Uri));
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        // Addresses in decimal, octal or hexadecimal are what the parser here makes of them, which is what is called.
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolver(host, cancellationToken).ConfigureAwait(false);
        var vetted = _policy.Vet(host, port, found);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(vetted[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(vetted[i], port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < vetted.Count)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private static HttpRequestMessage Message(OutboundRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            if (request.ContentType is { } type && MediaTypeHeaderValue.TryParse(type, out var parsed))
                message.Content.Headers.ContentType = parsed;
        }

        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response, Uri uri)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers.Add(new(name, string.Join(", ", values)));
            if (headers.Count > _options.MaxHeaders)
                throw FailureException.Permanent(WorkersCodes.AnswerTooLarge, $"{uri.Host} answered with more than {_options.MaxHeaders} headers");
        }

        return headers;
    }

    private static Failure FailureOf(Exception exception, Uri uri)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is FailureException refused)
                return refused.Failure;
        }

        if (exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
            return new(WorkersCodes.AnswerTooLarge, FailureKind.Permanent, $"{uri.Host} answered with headers that are too large");
        var words = exception is OperationCanceledException ? "no connection was made in time" : exception.GetBaseException().Message;
        return new(WorkersCodes.Unreachable, FailureKind.Transient, $"{uri.Authority} cannot be reached: {words}");
    }
}
