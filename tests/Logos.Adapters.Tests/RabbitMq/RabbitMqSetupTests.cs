using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Logos.Adapters.RabbitMq;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Servers;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>What is wrong with how it is set up is said at once, with what to do.</summary>
[Collection(SharedRabbitMq.Name)]
[Trait("Needs", "rabbitmq")]
public sealed class RabbitMqSetupTests(RabbitMqFixture fixture) : IAsyncLifetime
{
    private readonly RabbitMqSetting _setting = new(fixture.Server);

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _setting.DisposeAsync();

    [Fact]
    public async Task A_wrong_password_is_said_to_be_one_and_never_told()
    {
        var refused = await RefusedAsync(options => options with { Connection = At("amqp://guest:s3cret-wrong@127.0.0.1:{0}/") });
        Assert.Equal(RabbitMqCodes.BrokerRefused, refused.Fault.Code);
        Assert.Contains("`guest`", refused.Message);
        Assert.DoesNotContain("s3cret", refused.ToString());
    }

    [Fact]
    public async Task A_virtual_host_that_is_not_there_is_named()
    {
        var refused = await RefusedAsync(options => options with { Connection = At("amqp://guest:guest@127.0.0.1:{0}/te%2Fst") });
        Assert.Equal(RabbitMqCodes.BrokerHostMissing, refused.Fault.Code);
        Assert.Contains("`te/st`", refused.Message);
        Assert.Contains("add_vhost", refused.Fault.Hint);
    }

    [Fact]
    public async Task A_user_who_may_do_too_little_is_told_what_is_missing()
    {
        await fixture.Server.ControlAsync("add_user", "reader", "reader");
        await fixture.Server.ControlAsync("set_permissions", "reader", "^$", ".*", ".*");
        var refused = await RefusedAsync(options => options with { Connection = At("amqp://reader:reader@127.0.0.1:{0}/") });
        Assert.Equal(RabbitMqCodes.BrokerForbidden, refused.Fault.Code);
        Assert.Contains("set_permissions", refused.Fault.Hint);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_said_and_tried_again()
    {
        var broker = _setting.Make(options => options with { Connection = $"amqp://guest:guest@127.0.0.1:{FreePorts.TakeOne()}/", Patience = TimeSpan.FromMilliseconds(50) });
        var connecting = broker.ConnectAsync(Wait.Token);
        await Wait.UntilAsync(() => broker.Trouble is not null);
        Assert.Equal(RabbitMqCodes.BrokerAway, broker.Trouble!.Code);
        Assert.Contains("host and port", broker.Trouble.Hint);
        Assert.False(connecting.IsCompleted || broker.IsConnected);
        Assert.Contains(RabbitMqCodes.BrokerAway, (await Assert.ThrowsAsync<BrokerUnavailableException>(() => Tasks.PublishAsync(broker, 1))).Message);
    }

    [Fact]
    public async Task A_queue_that_somebody_else_has_declared_otherwise_is_named()
    {
        await _setting.AsOperatorAsync(channel => channel.QueueDeclareAsync(_setting.Name("node.ai.tasks"), durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 3 }));
        var refused = await RefusedAsync(options => options);
        Assert.Equal(RabbitMqCodes.BrokerQueueDiffers, refused.Fault.Code);
        Assert.Contains("node.ai.tasks", refused.Message);
        Assert.Contains("x-delivery-limit", refused.Message);
        // And when it has been deleted, the same process goes on.
        await _setting.AsOperatorAsync(channel => channel.QueueDeleteAsync(_setting.Name("node.ai.tasks"), ifUnused: false, ifEmpty: false));
        await _setting.ConnectAsync();
    }

    [Theory]
    [InlineData("localhost:5672")]
    [InlineData("http://localhost")]
    [InlineData("amqp://")]
    [InlineData("amqp://host/a/b")]
    [InlineData("amqp://guest:gu/est@host/")]
    [InlineData("amqp://host/?heartbeat=10")]
    public void A_connection_string_that_is_none_stops_the_start_and_is_not_told(string text)
    {
        var wrong = Assert.Throws<RabbitMqException>(() => _setting.Make(options => options with { Connection = text }));
        Assert.Equal(RabbitMqCodes.BrokerAddress, wrong.Fault.Code);
        Assert.DoesNotContain("est@", wrong.Message);
    }

    [Fact]
    public void What_a_connection_string_leaves_out_is_as_everywhere()
    {
        var plain = RabbitMqAddress.Parse("amqp://broker");
        Assert.Equal(("broker", 5672, "/", "guest", false), (plain.Host, plain.Port, plain.VirtualHost, plain.User, plain.IsTls));
        var full = RabbitMqAddress.Parse("amqps://a%40b:p%2Fw@broker.example:1234/%2Fteam");
        Assert.Equal(("broker.example", 1234, "/team", "a@b", true), (full.Host, full.Port, full.VirtualHost, full.User, full.IsTls));
        var made = full.Factory(_setting.Options);
        Assert.Equal(("p/w", SslPolicyErrors.None), (made.Password, made.Ssl.AcceptablePolicyErrors));
        Assert.Equal(5671, RabbitMqAddress.Parse("amqps://broker/").Port);
        Assert.Equal("broker.example:1234", full.ToString());
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_taken()
    {
        var refused = await OverTlsAsync("localhost", authority: false);
        Assert.Equal(RabbitMqCodes.BrokerCertificate, Assert.IsType<RabbitMqException>(refused).Fault.Code);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_not_taken_whoever_vouches_for_it()
    {
        var refused = await OverTlsAsync("elsewhere.example", authority: true);
        Assert.Equal(RabbitMqCodes.BrokerCertificate, Assert.IsType<RabbitMqException>(refused).Fault.Code);
    }

    [Fact]
    public async Task A_certificate_of_a_named_authority_is_taken() => Assert.Null(await OverTlsAsync("localhost", authority: true));

    [Fact]
    public async Task While_the_store_cannot_be_asked_for_the_generation_nothing_is_declared()
    {
        var isAway = true;
        var generations = _setting.Generations;
        var broker = _setting.Make(generations: generations with { FindAsync = token => Volatile.Read(ref isAway) ? throw new StoreUnavailableException("the store is away", new IOException()) : generations.FindAsync(token) });
        var connecting = broker.ConnectAsync(Wait.Token);
        await Wait.UntilAsync(() => broker.Trouble is not null);
        Assert.Contains("the store is away", broker.Trouble!.Message);
        var queues = await fixture.Server.ControlAsync("list_queues", "name", "--silent");
        Assert.DoesNotContain(_setting.Name("node."), queues);
        Volatile.Write(ref isAway, false);
        await connecting.InTime();
        Assert.Equal(1, broker.Generation);
    }

    [Fact]
    public async Task What_is_declared_is_what_the_contract_says()
    {
        await _setting.ConnectAsync(options => options with { Partitions = 2 });
        var queues = (await fixture.Server.ControlAsync("list_queues", "name", "type", "durable", "arguments", "--silent"))
            .Split('\n').Where(line => line.StartsWith(_setting.Name(""), StringComparison.Ordinal)).Select(line => line.Split('\t')).ToDictionary(row => row[0][_setting.Name("").Length..]);
        string[] expected =
        [
            "graph.partition.0", "graph.partition.1", "logos.marker.test.1", "node.ai.quarantine", "node.ai.tasks", "node.db.quarantine", "node.db.tasks",
            "node.dead", "node.file.quarantine", "node.file.tasks", "node.io.quarantine", "node.io.tasks", "node.rule.quarantine", "node.rule.tasks",
        ];
        Assert.Equal(expected, queues.Keys.Order(StringComparer.Ordinal));
        Assert.All(queues.Values, row => Assert.Equal(("quorum", "true"), (row[1], row[2])));
        // This server is older than 4: the argument must not be there.
        Assert.All(queues.Values, row => Assert.DoesNotContain("limit", row[3]));
        Assert.Equal(-1, Topology.QueueArguments(new(4, 0))["x-delivery-limit"]);
        Assert.DoesNotContain("x-delivery-limit", Topology.QueueArguments(new(3, 13, 7)));
    }

    private async Task<RabbitMqException> RefusedAsync(Func<RabbitMqOptions, RabbitMqOptions> change)
    {
        var broker = _setting.Make(change);
        var refused = await Assert.ThrowsAsync<RabbitMqException>(() => broker.ConnectAsync(Wait.Token).InTime());
        Assert.Equal(refused.Fault.Code, broker.Trouble!.Code);
        await broker.DisposeAsync();
        return refused;
    }

    private string At(string connection) => string.Format(null, connection, fixture.Server.Port);

    /// <summary>Through a listener that speaks TLS and hands on to the server.</summary>
    private async Task<Exception?> OverTlsAsync(string name, bool authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "authority.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem(), Wait.Token);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var over = new CancellationTokenSource();
        var serving = ServeAsync(listener, certificate, over.Token);
        try
        {
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            var broker = _setting.Make(options => options with { Connection = $"amqps://guest:guest@localhost:{port}/", Authority = authority ? file : null });
            var refused = await Record.ExceptionAsync(() => broker.ConnectAsync(Wait.Token).InTime());
            if (refused is null)
                await Tasks.PublishAsync(broker, 1);
            await broker.DisposeAsync();
            return refused;
        }
        finally
        {
            await over.CancelAsync();
            await serving.InTime();
        }
    }

    private async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken over)
    {
        var handed = new List<Task>();
        try
        {
            while (true)
                handed.Add(HandOnAsync(await listener.AcceptTcpClientAsync(over), certificate, over));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(handed);
        }
    }

    private async Task HandOnAsync(TcpClient client, X509Certificate2 certificate, CancellationToken over)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, over);
                await server.ConnectAsync(IPAddress.Loopback, fixture.Server.Port, over);
                await Task.WhenAny(tls.CopyToAsync(server.GetStream(), over), server.GetStream().CopyToAsync(tls, over)).Unwrap();
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, which is what some of these tests are about.
            }
        }
    }
}
