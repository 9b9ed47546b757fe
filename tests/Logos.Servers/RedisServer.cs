using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Logos.Servers;

/// <summary>Redis, which keeps nothing on the disk.</summary>
public sealed class RedisServer : ServerProcess
{
    private readonly string[] _settings;

    /// <param name="settings">As in <c>redis.conf</c>, such as <c>requirepass secret</c>.</param>
    public RedisServer(params string[] settings) => _settings = settings;

    /// <summary>It speaks TLS alone.</summary>
    public bool IsTls { get; init; }

    /// <summary>Who has signed its certificate; known once it was started.</summary>
    public X509Certificate2? Authority { get; private set; }

    public string Address => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    protected override string Program => Find("redis-server");

    protected override IEnumerable<string> Arguments => [Path.Combine(Folder, "redis.conf")];

    protected override bool IsReady(string line) => line.Contains("Ready to accept connections", StringComparison.Ordinal);

    /// <summary>Settings for the next start.</summary>
    public Task SetAsync(params string[] settings)
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        return File.WriteAllLinesAsync(Path.Combine(Folder, "redis.conf"),
        [
            "bind 127.0.0.1", "save \"\"", "appendonly no", $"dir {Folder}", "enable-debug-command yes",
            .. IsTls ? (string[])["port 0", $"tls-port {port}", "tls-cert-file server.crt", "tls-key-file server.key", "tls-ca-cert-file server.crt", "tls-auth-clients no"] : [$"port {port}"],
            .. settings,
        ]);
    }

    protected override async Task PrepareAsync()
    {
        if (IsTls)
            await MakeCertificateAsync();
        await SetAsync(_settings);
    }

    private async Task MakeCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=redis.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("redis.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        Authority = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
    }

    public override async ValueTask DisposeAsync()
    {
        Authority?.Dispose();
        await base.DisposeAsync();
    }
}
