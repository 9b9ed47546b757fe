using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>Opens connections: TCP, TLS where it is asked for, and the greeting with which a client signs in.</summary>
internal static class RedisDoor
{
    /// <exception cref="RedisException">The server is away, or does not let us in.</exception>
    public static async Task<RedisLink> OpenAsync(RedisOptions options, TimeProvider clock, Action<RespValue>? push, CancellationToken cancellationToken)
    {
        var address = options.Address;
        using var limit = new CancellationTokenSource(options.ConnectTime, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Stream? stream = null;
        RedisLink? link = null;
        try
        {
            stream = await ReachAsync(options, both.Token).ConfigureAwait(false);
            link = new RedisLink(stream, options, clock, push);
            await GreetAsync(link, address, options.ConnectTime, both.Token).ConfigureAwait(false);
            return link;
        }
        catch (Exception e)
        {
            if (link is not null)
                await link.DisposeAsync().ConfigureAwait(false);
            else if (stream is not null)
                await stream.DisposeAsync().ConfigureAwait(false);
            if (e is RedisException || cancellationToken.IsCancellationRequested)
                throw;
            throw e switch
            {
                OperationCanceledException => new RedisUnavailableException($"Redis at {address} did not answer within {options.ConnectTime.TotalSeconds:0.###} s", e),
                AuthenticationException => new RedisUnavailableException($"the certificate of Redis at {address} is not trusted, or it speaks no TLS", e),
                _ => new RedisUnavailableException($"Redis at {address} cannot be reached", e),
            };
        }
    }

    private static async Task<Stream> ReachAsync(RedisOptions options, CancellationToken cancellationToken)
    {
        var address = options.Address;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!address.IsTls)
                return plain;
            var secure = new SslStream(plain, leaveInnerStreamOpen: false);
            var tls = new SslClientAuthenticationOptions { TargetHost = address.CertificateName ?? address.Host };
            if (options.Authorities is { } authorities)
            {
                tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
            }

            await secure.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task GreetAsync(RedisLink link, RedisAddress address, TimeSpan time, CancellationToken cancellationToken)
    {
        List<RedisArgument> hello = ["HELLO", "3"];
        if (address.Password is { } password)
            hello.AddRange(["AUTH", address.User ?? "default", password]);
        if (address.ClientName is { } name)
            hello.AddRange(["SETNAME", name]);
        try
        {
            await link.SendAsync(hello.ToArray(), time, isSubscription: false, cancellationToken).ConfigureAwait(false);
            if (address.Database != 0)
                await link.SendAsync(["SELECT", address.Database], time, isSubscription: false, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e)
        {
            throw e.Kind switch
            {
                "WRONGPASS" => new RedisSignInException($"Redis at {address} knows no such user and password"),
                "NOAUTH" => new RedisSignInException($"Redis at {address} wants a password, and none is given"),
                "NOPERM" => new RedisSignInException($"Redis at {address} does not let its user in: {e.Message}"),
                "NOPROTO" => new RedisProtocolException($"Redis at {address} does not speak RESP3: it has to be Redis 6 or later"),
                _ => e,
            };
        }
    }
}
