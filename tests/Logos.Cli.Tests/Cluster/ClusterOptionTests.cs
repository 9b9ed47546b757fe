using System.Net;
using System.Net.Sockets;
using Logos.Cli.Cluster.Replicas;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Tests.Running;
using Logos.Cli.Up;

namespace Logos.Cli.Tests.Cluster;

public sealed class ClusterOptionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--servers")]
    [InlineData("--gateways", "2")]
    [InlineData("--workers", "3")]
    [InlineData("--orchestrators", "1")]
    public void What_is_of_a_cluster_needs_one(params string[] options)
    {
        var run = InProcess.In(_folder, ["up", .. options]);

        Assert.Equal((64, ""), (run.Code, run.Output));
        Assert.StartsWith($"error LGS9001: {options[0]} says something of a cluster, and without --distributed there is none\n  hint: add --distributed", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData("--gateways", "0")]
    [InlineData("--workers", "11")]
    [InlineData("--workers", "-1")]
    [InlineData("--orchestrators", "many")]
    public void A_count_is_from_one_to_ten(string option, string count)
    {
        var run = InProcess.In(_folder, "up", "--distributed", option, count);

        Assert.Equal(64, run.Code);
        Assert.Contains($"{option} is `{count}`, and takes a number from 1 to 10", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_are_for_a_server_in_one_process_and_it_says_what_to_do()
    {
        var run = InProcess.In(_folder, "up", "--distributed", "--servers", "--graphs", ".");

        Assert.Equal(64, run.Code);
        Assert.Contains("logos submit", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_authentication_a_cluster_listens_on_loopback_alone()
    {
        var run = InProcess.In(_folder, "up", "--distributed", "--servers", "--no-auth", "--urls", "http://0.0.0.0:0");

        Assert.Equal(64, run.Code);
        Assert.StartsWith("error LGS7110", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_servers_that_are_not_named_are_told_at_once_with_both_cures()
    {
        var line = new InProcess { Folder = _folder.Path };
        line.Environment["REDIS_URL"] = "redis://127.0.0.1:1";

        var run = line.Run("up", "--distributed");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9060: nothing says where PostgreSQL and RabbitMQ are\n  hint: set POSTGRES_URL and RABBITMQ_URL (ConnectionStrings__postgres and ConnectionStrings__rabbitmq), or let --servers start", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Connection_strings_may_stand_in_the_settings_and_a_database_that_is_away_is_told()
    {
        _folder.Write("appsettings.json", """{"ConnectionStrings":{"postgres":"postgres://a:secret@127.0.0.1:1/logos","redis":"redis://127.0.0.1:1","rabbitmq":"amqp://127.0.0.1:1"}}""");

        var run = InProcess.In(_folder, "up", "--distributed", "--urls", "http://127.0.0.1:0", "--log", "none");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("error LGS4030", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_an_engine_in_one_process_is_left_alone()
    {
        _folder.Write("mine/0000000001.journal", "x");

        var run = InProcess.In(_folder, "up", "--distributed", "--servers", "--data", "mine");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9074: the folder mine ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_port_of_any_gateway_is_told_before_anything_begins()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var line = new InProcess { Folder = _folder.Path };
        foreach (var name in (string[])["POSTGRES_URL", "RABBITMQ_URL", "REDIS_URL"])
            line.Environment[name] = "nowhere";

        var run = line.Run("up", "--distributed", "--gateways", "2", "--urls", $"http://127.0.0.1:{port - 1}");

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"error LGS9073: http://127.0.0.1:{port} is in use", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void Ports_of_gateways_are_counted_up()
    {
        var addresses = GatewayAddresses.Of(ListenAddress.Parse("http://127.0.0.1:5050;http://*:6050", out _)!, 3, out _)!;

        Assert.Equal(["http://127.0.0.1:5050;http://*:6050", "http://127.0.0.1:5051;http://*:6051", "http://127.0.0.1:5052;http://*:6052"], addresses.Select(list => string.Join(';', list)));
        Assert.Equal("http://127.0.0.1:6052", GatewayAddresses.Reached(addresses[2][1]));
        Assert.Equal(3, GatewayAddresses.Of(["http://127.0.0.1:0"], 3, out _)!.Select(list => list[0]).Distinct().Count());
    }

    [Theory]
    [InlineData("http://127.0.0.1:65535", "65536 is none")]
    [InlineData("http://127.0.0.1:5050;http://127.0.0.1:5051", "http://127.0.0.1:5051 would be there twice")]
    public void Ports_that_cannot_be_counted_up_are_told(string urls, string what)
    {
        Assert.Null(GatewayAddresses.Of(ListenAddress.Parse(urls, out _)!, 2, out var fault));
        Assert.Contains(what, fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_program_that_is_missing_is_told_with_its_packages()
    {
        Assert.Null(ServerPrograms.Find([], [], null, out var fault));

        Assert.Equal("LGS9061", fault!.Code);
        Assert.Contains("PostgreSQL (postgres, initdb), Redis (redis-server), RabbitMQ (rabbitmq-server), Erlang's port mapper (epmd)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("`apt-get install postgresql redis-server rabbitmq-server erlang-base`", fault.Hint, StringComparison.Ordinal);
        Assert.Contains("`brew install postgresql@15 redis rabbitmq erlang`", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void PostgreSQL_is_of_the_version_that_the_data_are_of()
    {
        foreach (var program in (string[])["16/bin/postgres", "16/bin/initdb", "15/bin/postgres", "15/bin/initdb", "bin/redis-server", "bin/epmd", "bin/rabbitmq-server"])
            _folder.Write(program, "");
        string[] versions = [Path.Combine(_folder.Path, "16/bin"), Path.Combine(_folder.Path, "15/bin")];

        Assert.Equal(versions[0], ServerPrograms.Find([Path.Combine(_folder.Path, "bin")], versions, null, out _)!.PostgresFolder);
        Assert.Equal(versions[1], ServerPrograms.Find([Path.Combine(_folder.Path, "bin")], versions, "15", out _)!.PostgresFolder);
        Assert.Null(ServerPrograms.Find([Path.Combine(_folder.Path, "bin")], versions, "14", out var fault));
        Assert.Contains("PostgreSQL 14, which the data are of", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_and_passwords_stay_and_a_port_that_somebody_took_is_another()
    {
        var first = ServerSettings.Open(_folder.Path, ServerWishes.None);
        Assert.Equal(first, ServerSettings.Open(_folder.Path, ServerWishes.None));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Path, "servers.json")));
        using var other = new TcpListener(IPAddress.Loopback, first.Redis.Port);
        other.Start();

        var second = ServerSettings.Open(_folder.Path, ServerWishes.None);

        Assert.NotEqual(first.Redis.Port, second.Redis.Port);
        Assert.Equal(first with { Redis = second.Redis }, second);
        Assert.Equal(first.Redis.Password, second.Redis.Password);
    }
}
