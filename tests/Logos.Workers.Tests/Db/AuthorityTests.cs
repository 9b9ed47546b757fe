using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Logos.Core.Work;
using Logos.Servers;
using Logos.Workers.Tests.Db.MySql;
using Logos.Workers.Tests.Db.Redis;

namespace Logos.Workers.Tests.Db;

/// <summary>Servers whose certificates nobody has signed whom the machine trusts.</summary>
public sealed class AuthorityTests(MySqlNodes nodes)
{
    [Fact]
    [Trait("Needs", "redis")]
    public async Task Redis_is_talked_to_when_the_connection_says_who_has_signed()
    {
        await using var server = new RedisServer { IsTls = true };
        await server.StartAsync();
        await using var bench = new RedisBench(server.Port, 0);
        var authority = server.Authority!.ExportCertificatePem();
        bench.Connect("trusting", ("tls", "true"), ("ca", authority));
        bench.Connect("of-several", ("tls", "true"), ("ca", $"{Another()}\n{authority}"));
        bench.Connect("of-others", ("tls", "true"), ("ca", Another()));
        bench.Connect("plain", ("tls", "true"));

        foreach (var connection in (string[])["trusting", "of-several"])
            Assert.Equal("PONG", (await bench.YieldsAsync("command: PING", connection: connection)).AsString());
        foreach (var connection in (string[])["of-others", "plain"])
            Assert.Contains("is not trusted", (await bench.FailsAsync("command: PING", connection: connection)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "mariadb")]
    public async Task MySQL_is_talked_to_when_the_connection_says_who_has_signed()
    {
        await using var bench = await nodes.BenchAsync();
        bench.Connect("trusting", ("ssl_mode", "verify_full"), ("ca", await nodes.CertificateAsync()));
        bench.Connect("of-others", ("ssl_mode", "verify_full"), ("ca", Another()));
        bench.Connect("plain", ("ssl_mode", "verify_full"));

        Assert.Equal("1", (await bench.YieldsAsync("query: select 1\nresult: scalar", connection: "trusting")).ToJson());
        foreach (var connection in (string[])["of-others", "plain"])
            Assert.Equal(("LGS5063", FailureKind.Permanent), (await bench.FailsAsync("query: select 1", connection: connection)) is var failure ? (failure.Code, failure.Kind) : default);
    }

    [Theory]
    [InlineData("true", "/etc/ssl/ca.pem", "the text of a certificate in PEM")]
    [InlineData("true", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "the text of a certificate in PEM")]
    [InlineData("false", null, "set `tls: true`")]
    public async Task What_cannot_be_an_authority_is_told_before_anybody_is_called(string tls, string? given, string told)
    {
        await using var bench = new RedisBench(FreePorts.TakeOne(), 0);
        bench.Connect("wrong", ("tls", tls), ("ca", given ?? Another()));

        var failure = await bench.FailsAsync("command: PING", connection: "wrong");

        Assert.Equal(("LGS5061", FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("require")]
    [InlineData("prefer")]
    public async Task An_authority_that_nobody_would_look_at_is_refused(string mode)
    {
        await using var bench = new MySqlBench(FreePorts.TakeOne(), "none");
        bench.Connect("wrong", ("ssl_mode", mode), ("ca", Another()));

        Assert.Contains("set `ssl_mode: verify_full`", (await bench.FailsAsync("query: select 1", connection: "wrong")).Message, StringComparison.Ordinal);
    }

    private static string Another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=somebody", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
