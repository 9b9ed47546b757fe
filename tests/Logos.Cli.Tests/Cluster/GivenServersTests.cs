using System.Diagnostics;
using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Servers;

namespace Logos.Cli.Tests.Cluster;

/// <summary>A cluster over servers that somebody else runs.</summary>
[Trait("Needs", "postgres")]
[Trait("Needs", "rabbitmq")]
[Trait("Needs", "redis")]
public sealed class GivenServersTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_setting_of_a_service_that_is_at_fault_brings_all_down_and_is_told()
    {
        await using var postgres = new PostgresServer("fsync=off");
        await using var rabbit = new RabbitMqServer();
        await using var redis = new RedisServer();
        await Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync(), redis.StartAsync());
        var servers = $"POSTGRES_URL=postgres://postgres@127.0.0.1:{postgres.Port}/postgres RABBITMQ_URL={rabbit.Uri} REDIS_URL=redis://{redis.Address}";
        const string Up = "logos up --distributed --urls http://127.0.0.1:0 --no-auth --log warning --json";

        var wrong = await LogosProcess.Shell(_folder.Path, $"{servers} WORKER_TYPE=nonsense exec {Up}");

        Assert.Equal(1, wrong.Code);
        using var told = JsonDocument.Parse(wrong.Output);
        Assert.Equal("LGS9063", told.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Contains("`workers-1`", told.RootElement.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"service\":\"workers-1\"", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("the environment variable WORKER_TYPE is `nonsense`", wrong.Error, StringComparison.Ordinal);

        using var process = LogosProcess.StartShell(_folder.Path, $"{servers} Metrics__Port={FreePorts.TakeOne()} exec {Up}");
        using var said = JsonDocument.Parse(await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "{}");
        Assert.True(said.RootElement.GetProperty("no_auth").GetBoolean());
        _folder.Write("hello.yaml", "name: hello\nnodes:\n  one: { type: rule, with: { output: 1 } }\n");
        var line = new InProcess { Folder = _folder.Path };
        line.Environment["LOGOS_SERVER"] = said.RootElement.GetProperty("address").GetString()!;
        Assert.Equal(0, line.Run("submit", "hello.yaml").Code);
        Assert.Equal(0, line.Run("execute", "hello").Code);
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, (await LogosProcess.Finish(process)).Code);
        Assert.Equal(["journal.lock", "journal.owner", "secrets.key"], Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "logos-cluster")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
