using System.Text.Json;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Logs;
using Logos.ServiceDefaults.Terminals;
using Logos.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Orchestrator.Tests.Hosting;

public sealed partial class LoggedNodeTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly StringWriter _written = new();

    public void Dispose()
    {
        _folder.Dispose();
        _written.Dispose();
    }

    [Fact]
    public async Task What_a_node_logs_names_its_execution_and_itself()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, DisableDefaults = true });
        builder.AddLogos().AddLogosNode<Telling>("telling", Pool.Io).AddLogosGraph("name: told\nnodes:\n  only: { type: telling }\n");
        new ServiceLogs(new ErrorStreamLogs(TextWriter.Synchronized(_written), Ink.Plain, TimeProvider.System, LogFormat.Json), LogLevel.Information).AddTo(builder.Logging);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var id = await logos.StartAsync("told", cancellationToken: TestContext.Current.CancellationToken);
        await logos.WaitAsync(id, TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        var line = Assert.Single(_written.ToString().Split('\n'), line => line.Contains("a node speaks", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        Assert.Equal((id.ToString(), "only"), (json.RootElement.GetProperty("execution_id").GetString(), json.RootElement.GetProperty("node").GetString()));
    }

    private sealed partial class Telling(ILogger<Telling> logger) : NodeHandler<NoInput, Value>
    {
        public override Task<NodeResult<Value>> RunAsync(NoInput input, NodeContext context, CancellationToken cancellationToken)
        {
            Speaks(logger);
            return Done(Value.True);
        }

        [LoggerMessage(1, LogLevel.Information, "a node speaks")]
        private static partial void Speaks(ILogger logger);
    }
}
