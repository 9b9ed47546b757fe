using System.Globalization;
using System.Text.Json.Nodes;
using Logos.Adapters.Memory;
using Logos.Core.Connections;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>From a connection that a workspace keeps to what a graph yields, over a real server.</summary>
[Trait("Needs", "postgres")]
public sealed class StoredConnectionTests : IAsyncLifetime
{
    private const string Who = """
        name: who
        inputs: { id: { type: integer } }
        nodes:
          row: { type: postgres, timeout: 1m, with: { connection: oms, query: "select current_user as who, @id as id", params: { id: "${{ inputs.id }}" }, result: first } }
        outputs: { row: "${{ row }}" }
        """;

    private readonly Folder _folder = new();
    private readonly PostgresServer _server = new("fsync=off");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_graph_reads_over_a_connection_that_the_workspace_keeps_and_sees_when_it_changes()
    {
        await using var engine = EmbeddedEngine.Start(Engines.Options(_folder.Path, null, Who) with { KeyFile = "secrets.key", Feed = new MemoryFeed(TimeProvider.System) });
        Assert.Equal(ExecutionStatus.Failed, (await RunAsync(engine)).Row.Status);
        await engine.Access.Documents.WriteAsync([SecretDocument.Write(engine.Access.Keys, "default", "OMS_USER", 0, "postgres"), Oms(engine, 0, "${{ secrets.OMS_USER }}")], Token);

        Assert.Equal("""{"row":{"who":"postgres","id":9007199254740993}}""", await ResultsAsync(engine));

        await engine.Access.Documents.WriteAsync([Oms(engine, 1, "nobody-there")], Token);
        var failed = (await RunAsync(engine)).Nodes[0];
        Assert.Equal("LGS5063", failed.Error!.Code);
        Assert.DoesNotContain("nothing-that-shows", failed.Error.Message, StringComparison.Ordinal);
        await engine.Access.Documents.WriteAsync([SecretDocument.Write(engine.Access.Keys, "default", "OMS_USER", 1, "postgres"), Oms(engine, 2, "${{ secrets.OMS_USER }}")], Token);
        Assert.Equal("""{"row":{"who":"postgres","id":9007199254740993}}""", await ResultsAsync(engine));
    }

    [Fact]
    public async Task A_host_gives_a_connection_in_its_configuration()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _folder.Path });
        builder.Configuration["Logos:Connections:oms"] = $"postgres://postgres@127.0.0.1:{_server.Port.ToString(CultureInfo.InvariantCulture)}/postgres";
        builder.AddLogos().AddLogosGraph(Who);
        using var host = builder.Build();
        await host.StartAsync(Token);

        var ended = await host.Services.GetRequiredService<LogosEngine>().RunAsync("who", new { id = 5 }, cancellationToken: Token);

        Assert.Equal("""{"row":{"who":"postgres","id":5}}""", ended.Results.ToJson());
        await host.StopAsync(Token);
    }

    private Core.Documents.DocumentWrite Oms(EmbeddedEngine engine, long before, string user) => Connection.Write(
        engine.Access.Keys, "default", "oms", before, "postgres",
        new JsonObject { ["host"] = "127.0.0.1", ["port"] = _server.Port, ["database"] = "postgres", ["user"] = user },
        new Dictionary<string, string> { ["password"] = "nothing-that-shows" });

    private static async Task<StoredExecution> RunAsync(EmbeddedEngine engine)
    {
        using var watch = await engine.SubmitAsync("who", ValueJson.Parse("""{"id":9007199254740993}""").AsMap(), cancellationToken: Token);
        while (await watch.Changes.WaitToReadAsync(Token))
        {
            while (watch.Changes.TryRead(out _))
            {
            }
        }

        return (await engine.TreeAsync(watch.Head.Id))[0];
    }

    private static async Task<string> ResultsAsync(EmbeddedEngine engine) => (await engine.ReadAsync((await RunAsync(engine)).Row.Results!, Token)).ToJson();
}
