using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Logos.Cli.Cluster.Servers;
using Logos.Cli.Tests.Running;
using Logos.Servers;

namespace Logos.Cli.Tests.Cluster;

/// <summary><c>logos servers</c>: the machine's own servers, for services that somebody else starts.</summary>
public sealed class ServersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ServersTests()
    {
        // PostgreSQL does not run as root: what it runs as has to come through.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Needs", "postgres")]
    [Trait("Needs", "rabbitmq")]
    [Trait("Needs", "redis")]
    public async Task They_run_with_what_they_are_given_for_services_that_are_told_in_the_words_of_an_app_host()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        const string Password = "Kb7uQ0xLhV2mZr9sTn4wYc";
        var (postgres, redis, rabbit) = (FreePorts.TakeOne(), FreePorts.TakeOne(), FreePorts.TakeOne());
        // As the AppHost tells them, whose own settings they inherit, and its migration, which does not know when the server is there.
        var told = $"Logos__Infra=native Logos__AppHost__Split=true ConnectionStrings__postgres='Host=localhost;Port={postgres};Username=logos;Password={Password};Database=logos' ConnectionStrings__redis='localhost:{redis},password={Password}' ConnectionStrings__rabbitmq=amqp://logos:{Password}@localhost:{rabbit} Logos__Keys='apphost Zk4dTq8wXr1yBn6uVh3mPs7cLf0jGa2eKi5oQt9xRbZ='";
        var migration = LogosProcess.Shell(_folder.Path, $"{told} exec logos db migrate --wait 55s");

        var servers = LogosProcess.StartShell(_folder.Path, $"LOGOS_SERVERS_PASSWORD={Password} exec logos servers --data servers --postgres-port {postgres} --redis-port {redis} --rabbitmq-port {rabbit}");
        var log = await LinesUntilAsync(servers, "PostgreSQL, RabbitMQ and Redis are ready");
        var migrated = await migration;
        Assert.True(migrated.Code == 0, migrated.All);
        Assert.DoesNotContain(log, line => line.Contains(Password, StringComparison.Ordinal));

        using var services = LogosProcess.StartShell(_folder.Path, $"{told} exec logos up --distributed --urls http://127.0.0.1:0 --no-auth --log warning --json");
        using var said = JsonDocument.Parse(await services.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "{}");
        _folder.Write("hello.yaml", "name: hello\nnodes:\n  one: { type: rule, with: { output: 1 } }\n");
        var line = new InProcess { Folder = _folder.Path };
        line.Environment["LOGOS_SERVER"] = said.RootElement.GetProperty("address").GetString()!;
        Assert.Equal(0, line.Run("submit", "hello.yaml").Code);
        Assert.Equal(0, line.Run("execute", "hello").Code);

        await ClusterProcess.SignalAsync("-TERM", services.Id);
        Assert.Equal(0, (await LogosProcess.Finish(services)).Code);
        await ClusterProcess.SignalAsync("-TERM", servers.Id);
        Assert.Equal(0, (await LogosProcess.Finish(servers)).Code);
        Assert.All(new[] { postgres, redis, rabbit }, port => Assert.False(Answers(port), $"something still listens on {port}"));

        var other = await LogosProcess.Shell(_folder.Path, "LOGOS_SERVERS_PASSWORD=another exec logos servers --data servers");
        Assert.Equal(1, other.Code);
        Assert.StartsWith("error LGS9062: the servers in ", other.Error[other.Error.IndexOf("error", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("have another password than the one in LOGOS_SERVERS_PASSWORD", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "postgres")]
    [Trait("Needs", "rabbitmq")]
    [Trait("Needs", "redis")]
    public async Task A_start_behind_one_that_is_ending_waits_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        var first = LogosProcess.StartShell(_folder.Path, "exec logos servers --data servers");
        await LinesUntilAsync(first, "PostgreSQL, RabbitMQ and Redis are ready");
        var second = LogosProcess.StartShell(_folder.Path, "exec logos servers --data servers");

        await ClusterProcess.SignalAsync("-TERM", first.Id);

        await LinesUntilAsync(second, "PostgreSQL, RabbitMQ and Redis are ready");
        Assert.Equal(0, (await LogosProcess.Finish(first)).Code);
        await ClusterProcess.SignalAsync("-TERM", second.Id);
        Assert.Equal(0, (await LogosProcess.Finish(second)).Code);
    }

    [Fact]
    [Trait("Needs", "postgres")]
    [Trait("Needs", "rabbitmq")]
    [Trait("Needs", "redis")]
    public void A_machine_that_has_them_says_where()
    {
        var check = InProcess.In(_folder, "servers", "--check", "--json");

        Assert.Equal((0, ""), (check.Code, check.Error));
        using var said = JsonDocument.Parse(check.Output);
        Assert.All(said.RootElement.EnumerateObject(), program => Assert.True(File.Exists(program.Value.GetString())));
        Assert.Equal(["postgres", "redis", "rabbitmq"], said.RootElement.EnumerateObject().Select(program => program.Name));
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_port_that_is_wished_is_kept_and_one_that_is_taken_is_told()
    {
        var port = FreePorts.TakeOne();
        var settings = ServerSettings.Open(_folder.Path, new(null, port, null, "abc"));
        Assert.Equal(new(port, "abc"), settings.Redis);
        Assert.Equal("abc", settings.Postgres.Password);
        Assert.Equal(settings, ServerSettings.Open(_folder.Path, ServerWishes.None));
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();

        var taken = Assert.Throws<PreparationException>(() => ServerSettings.Open(_folder.Path, new(null, port, null, "abc")));

        Assert.Equal($"port {port} is taken", taken.Message);
        Assert.Throws<PreparationException>(() => ServerSettings.Open(_folder.Path, new(port + 1, port + 1, null, null)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("many")]
    public void A_port_is_a_number_of_one(string port)
    {
        var run = InProcess.In(_folder, "servers", "--redis-port", port);

        Assert.Equal(64, run.Code);
        Assert.Contains($"--redis-port is `{port}`, and takes a number from 1 to 65535", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_that_would_break_a_file_of_settings_is_refused_and_not_repeated()
    {
        var line = new InProcess { Folder = _folder.Path };
        line.Environment["LOGOS_SERVERS_PASSWORD"] = "a b\nc";

        var run = line.Run("servers");

        Assert.Equal(2, run.Code);
        Assert.Contains("LGS9076", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a b", run.Error, StringComparison.Ordinal);
        Assert.Empty(_folder.Names());
    }

    private static async Task<List<string>> LinesUntilAsync(Process process, string text)
    {
        var lines = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return lines;
        }

        throw new InvalidOperationException($"It ended before that:\n{string.Join('\n', lines)}");
    }

    private static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
