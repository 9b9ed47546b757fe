using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Logos.Servers;

/// <summary>MariaDB, with a user `oms` whose password is `hunter2`; it offers TLS with a certificate that nobody has signed.</summary>
public sealed class MariaDbServer : ServerProcess
{
    private readonly string[] _settings;

    /// <param name="settings">As on its command line, such as <c>--sql-mode=ANSI</c>.</param>
    public MariaDbServer(params string[] settings) => _settings = settings;

    private string Data => Path.Combine(Folder, "data");

    protected override string Program => Find("mariadbd");

    protected override IEnumerable<string> Arguments =>
    [
        "--no-defaults", $"--datadir={Data}", $"--tmpdir={Folder}", $"--port={Port.ToString(CultureInfo.InvariantCulture)}", "--bind-address=127.0.0.1", $"--socket={Path.Combine(Folder, "s")}",
        $"--pid-file={Path.Combine(Folder, "pid")}", $"--user={Environment.UserName}", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
        $"--init-file={Path.Combine(Folder, "init.sql")}", $"--ssl-cert={Path.Combine(Folder, "server.crt")}", $"--ssl-key={Path.Combine(Folder, "server.key")}", .. _settings,
    ];

    protected override bool IsReady(string line) => line.Contains("ready for connections", StringComparison.Ordinal);

    protected override async Task PrepareAsync()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mariadb.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.crt"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(Folder, "init.sql"), "create user if not exists oms@'%' identified by 'hunter2';\ngrant all on *.* to oms@'%' with grant option;\ncreate database if not exists shop character set utf8mb4;\n");
        await Tool.RunAsync(Find("mariadb-install-db"), ["--no-defaults", $"--datadir={Data}", $"--user={Environment.UserName}", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]);
    }
}
