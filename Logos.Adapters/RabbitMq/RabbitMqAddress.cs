using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// A connection string, taken apart here: the client's own reading of <c>amqps</c> lets any name stand on a certificate.
/// </summary>
internal sealed class RabbitMqAddress
{
    private const int Plain = 5672;
    private const int Tls = 5671;

    private readonly string _user;
    private readonly string _password;
    private readonly string? _authority;

    private RabbitMqAddress(Uri uri, string? authority)
    {
        var login = uri.UserInfo.Split(':', 2);
        IsTls = uri.Scheme == "amqps";
        Host = uri.IdnHost;
        Port = uri.Port > 0 ? uri.Port : IsTls ? Tls : Plain;
        _user = login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : "guest";
        _password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : login[0].Length > 0 ? "" : "guest";
        var path = uri.AbsolutePath.TrimStart('/');
        VirtualHost = path.Length > 0 ? Uri.UnescapeDataString(path) : "/";
        _authority = authority;
    }

    public bool IsTls { get; }

    public string Host { get; }

    public int Port { get; }

    public string VirtualHost { get; }

    public string User => _user;

    /// <summary>As it may be told: without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <exception cref="RabbitMqException">It is none.</exception>
    public static RabbitMqAddress Parse(string text, string? authority = null)
    {
        // What was given is not told: it holds a password.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
            throw Wrong("it does not begin with `amqp://` or `amqps://`, or is no URI");
        if (uri.Host.Length == 0)
            throw Wrong("it names no host");
        if (uri.AbsolutePath.TrimStart('/').Contains('/'))
            throw Wrong("a virtual host with a slash in it has to have it written as `%2F`");
        if (uri.Query.Length > 0)
            throw Wrong("what stands behind `?` is not known here");
        if (authority is not null && !File.Exists(authority))
            throw Wrong($"the file `{authority}` with the authorities to trust is not there");
        return new(uri, authority);
    }

    /// <summary>Makes connections that do not mend themselves: the link makes new ones.</summary>
    public ConnectionFactory Factory(RabbitMqOptions options) => new()
    {
        HostName = Host,
        Port = Port,
        UserName = _user,
        Password = _password,
        VirtualHost = VirtualHost,
        Ssl = IsTls ? Secure() : new(),
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedHeartbeat = options.Heartbeat,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        HandshakeContinuationTimeout = TimeSpan.FromSeconds(5),
        ContinuationTimeout = TimeSpan.FromSeconds(10),
    };

    private SslOption Secure()
    {
        var tls = new SslOption(Host, enabled: true) { AcceptablePolicyErrors = SslPolicyErrors.None };
        if (_authority is not { } file)
            return tls;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(file);
        tls.CertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, trusted);
        return tls;
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? given, SslPolicyErrors errors, X509Certificate2Collection trusted)
    {
        // The name has to be right, whoever vouches for it.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in given?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }

    private static RabbitMqException Wrong(string why) => new(new(RabbitMqCodes.BrokerAddress, $"The connection string `rabbitmq` cannot be read: {why}")
    {
        Hint = "it is `amqp://user:password@host:port/vhost`",
    });
}
