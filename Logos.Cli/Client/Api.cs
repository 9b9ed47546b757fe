using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>The HTTP API of a server. What may be asked twice is asked again when the connection breaks.</summary>
internal sealed class Api : IDisposable
{
    private const int Tries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private readonly Terminal _terminal;

    public Api(Destination to, Terminal terminal)
    {
        To = to;
        _terminal = terminal;
        // A redirection would carry the token elsewhere; this machine is reached without a proxy.
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), UseProxy = !to.Server.IsLoopback })
        {
            BaseAddress = new(to.Server, "api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Accept.Add(new("application/json"));
        _http.DefaultRequestHeaders.UserAgent.Add(new("logos", typeof(Api).Assembly.GetName().Version!.ToString(3)));
        if (to.Token is not null)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", to.Token);
    }

    public Destination To { get; }

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(new(HttpMethod.Get, path), cancellationToken);

    /// <exception cref="ClientFaultException">It was refused, or nobody answered.</exception>
    public async Task<Answer> SendAsync(Call call, CancellationToken cancellationToken)
    {
        // The same for each try: a server that has done it already answers as it did then.
        var key = call.IsCreating ? Guid.CreateVersion7(_terminal.Clock.GetUtcNow()).ToString() : null;
        for (var tries = 1; ; tries++)
        {
            TimeSpan pause;
            try
            {
                using var answer = await OnceAsync(call, key, HttpCompletionOption.ResponseContentRead, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return Sound(new(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
                if (tries == Tries || !call.MayRepeat || Again(answer, tries) is not { } after)
                    throw Problems.Of(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), To);
                pause = after;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
            {
                if (tries == Tries || !call.MayRepeat || !MayPass(e))
                    throw Unreached(e);
                pause = Backoff(tries);
            }

            await Task.Delay(pause, _terminal.Clock, cancellationToken);
        }
    }

    /// <summary>An answer that goes on; its body is read as it comes.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await OnceAsync(call, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw Problems.Of(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), To);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException)
        {
            throw Unreached(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private Answer Sound(Answer answer)
    {
        try
        {
            _ = answer.Root;
            return answer;
        }
        catch (JsonException)
        {
            throw Problems.NotAServer(answer.Status, To);
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(Call call, string? key, HttpCompletionOption until, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path);
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        }

        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (call.LastEventId is not null)
            request.Headers.Add("Last-Event-ID", call.LastEventId);
        if (call.IsStream)
            request.Headers.Accept.Add(new("text/event-stream"));
        using var patience = new CancellationTokenSource(Patience + call.MayTake, _terminal.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, until, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("no answer came", e);
        }
    }

    /// <returns>Null when trying again helps nobody now.</returns>
    private static TimeSpan? Again(HttpResponseMessage answer, int tries)
    {
        if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
            return null;
        var pause = answer.Headers.RetryAfter?.Delta ?? Backoff(tries);
        return pause <= LongestPause ? pause : null;
    }

    private static TimeSpan Backoff(int tries) => TimeSpan.FromMilliseconds(100 << tries);

    // A server that nobody has started does not come up by asking; a connection that broke may hold the next time.
    private static bool MayPass(Exception e) => e is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } and not TimeoutException;

    private ClientFaultException Unreached(Exception e)
    {
        var where = To.Server.Authority;
        return e switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => new(CliCodes.NoServer, $"there is no host {To.Server.Host}", "check the address of --server, LOGOS_SERVER or `logos login`", ExitCode.RunFailed),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: System.Security.Authentication.AuthenticationException } =>
                new(CliCodes.NotTrusted, $"no secure connection to {where} came about: {Innermost(e)}", "the server's certificate must be one that this machine trusts, and for that name; a server without TLS is reached by http://", ExitCode.RunFailed),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => new(CliCodes.NoServer, $"nobody listens at {where}", "`logos up` starts a server; --server or LOGOS_SERVER names another", ExitCode.RunFailed),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => new(CliCodes.NoServer, $"{where} cannot be reached: {Innermost(e)}", "check the address and the network", ExitCode.RunFailed),
            TimeoutException => new(CliCodes.NoAnswerInTime, $"{where} did not answer in time", "it may have done what was asked: `logos list` and `logos graphs list` show it", ExitCode.RunFailed),
            _ => new(CliCodes.ConnectionBroken, $"the connection to {where} broke: {Innermost(e)}", "it may have done what was asked: look before you ask again", ExitCode.RunFailed),
        };
    }

    private static string Innermost(Exception e) => e.GetBaseException().Message.ReplaceLineEndings(" ");
}
