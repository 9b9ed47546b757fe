using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Cluster;

/// <summary>A whole cluster on this machine: its services, and PostgreSQL, RabbitMQ and Redis as they are installed.</summary>
[Trait("Needs", "postgres")]
[Trait("Needs", "rabbitmq")]
[Trait("Needs", "redis")]
public sealed class ClusterTests : IDisposable
{
    private const string Graph = """
        name: hello
        inputs:
          name: { type: string, default: world }
        nodes:
          greet: { type: rule, with: { output: "Hello, ${{ inputs.name }}" } }
        outputs:
          greeting: ${{ greet }}
        """;

    private readonly TempFolder _folder = new();

    public ClusterTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are looked up in /proc");
        // PostgreSQL does not run as root: what it runs as has to come through.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _folder.Write("hello.yaml", Graph);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_works_mends_itself_ends_with_all_that_it_started_and_goes_on_where_it_was()
    {
        string id, token;
        IReadOnlyList<int> processes;
        await using (var cluster = await ClusterProcess.StartAsync(_folder, "--gateways", "2"))
        {
            token = cluster.Token!;
            id = Execute(cluster, token, "Ann");

            var workers = cluster.Find("service workers");
            await ClusterProcess.SignalAsync("-KILL", workers);
            await cluster.Until("workers-1", "with exit code 137; it is started again in 1 s");
            await cluster.Until("workers-1", "ready on ");
            Assert.NotEqual(workers, cluster.Find("service workers"));
            Execute(cluster, token, "Bob");

            var redis = cluster.Processes.Single(process => ClusterProcess.CommandLineOf(process).StartsWith("/usr/bin/redis-server", StringComparison.Ordinal));
            await ClusterProcess.SignalAsync("-KILL", redis);
            await cluster.Until("redis", "ready on ");

            var second = await LogosProcess.Run(_folder.Path, "up", "--distributed", "--servers", "--data", "cluster", "--log", "none");
            Assert.Equal(2, second.Code);
            Assert.StartsWith($"error LGS4007: cluster is in use by process {cluster.Id}", second.Error, StringComparison.Ordinal);

            processes = cluster.Processes;
            Assert.True(processes.Count > 10, "there are services, servers and their guards");
            Assert.Equal(0, await cluster.StopAsync());
        }

        Assert.Equal([], processes.Where(ClusterProcess.IsThere).Select(ClusterProcess.CommandLineOf));
        var settings = _folder.Read("cluster/servers.json");

        await using (var again = await ClusterProcess.StartAsync(_folder))
        {
            Assert.Null(again.Token);
            Assert.Equal(settings, _folder.Read("cluster/servers.json"));
            Assert.StartsWith("hello v1  completed", Logos(again, token, "status", id).All, StringComparison.Ordinal);

            processes = again.Processes;
            await again.KillAsync();
        }

        // It does not wait for what the killed one left: the next start does.
        await using (var third = await ClusterProcess.StartAsync(_folder))
        {
            await ClusterProcess.WhenGone(processes);
            Assert.Equal(settings, _folder.Read("cluster/servers.json"));
            Assert.StartsWith("hello v1  completed", Logos(third, token, "status", id).All, StringComparison.Ordinal);
            processes = third.Processes;
            await third.KillAsync();
            await ClusterProcess.WhenGone(processes);
        }

        Assert.Equal([], processes.Where(ClusterProcess.IsThere).Select(ClusterProcess.CommandLineOf));
    }

    private string Execute(ClusterProcess cluster, string token, string name)
    {
        var submitted = Logos(cluster, token, "submit", "hello.yaml");
        Assert.True(submitted.Code == 0, submitted.All);
        var executed = Logos(cluster, token, "execute", "hello", "--input", $"name={name}", "--json");
        Assert.True(executed.Code == 0, executed.All);
        Assert.True(executed.Output.Contains($"Hello, {name}", StringComparison.Ordinal), executed.All);
        using var json = JsonDocument.Parse(executed.Output);
        return json.RootElement.GetProperty("execution_id").GetString()!;
    }

    private CliRun Logos(ClusterProcess cluster, string token, params string[] arguments)
    {
        var line = new InProcess { Folder = _folder.Path };
        line.Environment["LOGOS_SERVER"] = cluster.Address;
        line.Environment["LOGOS_TOKEN"] = token;
        line.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder.Path, "config");
        return line.Run(arguments);
    }
}
