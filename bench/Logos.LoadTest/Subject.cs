using System.Diagnostics;
using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.LoadTest;

/// <summary>An engine on a folder of its own, and what is asked of it: every answer is checked.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private static readonly ValueMap Ten = ValueMap.From([new("n", 10)]);

    private readonly EmbeddedEngine _engine;
    private readonly ServiceProvider _services;

    private Subject(EmbeddedEngine engine, ServiceProvider services) => (_engine, _services) = (engine, services);

    public static Subject Start(string folder, bool fusing, StoreOptions? keeping = null)
    {
        var services = new ServiceCollection().AddLogosNode<Fibo>("fibo", Pool.Rule).BuildServiceProvider();
        var nodes = services.GetServices<NodeRegistration>().ToList();
        var engine = EmbeddedEngine.Start(new()
        {
            Folder = folder,
            Graphs = Graphs.All(NodeTypeRegistry.BuiltIn.With(nodes.Select(node => node.Type))),
            Nodes = nodes,
            Keeping = keeping ?? StoreOptions.Standard,
            Orchestration = OrchestrationOptions.Default with { Execution = ExecutionOptions.Default with { Fusing = fusing } },
        });
        return new(engine, services);
    }

    /// <returns>From the submission to the end, as the caller hears of it.</returns>
    public async Task<TimeSpan> RunAsync(string graph)
    {
        var began = Stopwatch.GetTimestamp();
        using var watch = await _engine.SubmitAsync(graph, Ten);
        ExecutionRow? last = null;
        await foreach (var change in watch.Changes.ReadAllAsync())
            last = change.Changes.Execution;
        var took = Stopwatch.GetElapsedTime(began);
        if (last is not { Status: ExecutionStatus.Completed } || last.Results!.Read()["value"].AsDecimal() != 55)
            throw new InvalidOperationException($"{graph} ended as {last?.Status}: {last?.Error?.Message ?? last?.Results?.Read().ToJson()}");
        return took;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
    }
}
