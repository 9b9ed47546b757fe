using CustomNode;
using Logos.Orchestrator.Hosting;
using Logos.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders();
builder.AddLogos().AddLogosNode<CountWords>("count_words");
using var host = builder.Build();
await host.StartAsync();

var logos = host.Services.GetRequiredService<LogosEngine>();
var execution = await logos.StartAsync("reading", new { chapters = new[] { "Call me Ishmael", "Some years ago never mind how long" } });
await foreach (var update in logos.WatchAsync(execution))
{
    if (update is ExecutionUpdate.Progress progress)
        Console.Error.WriteLine($"{progress.NodeId}: {progress.Value["percent"]} %");
}

Console.WriteLine((await logos.FindAsync(execution))!.Results);
await host.StopAsync();
