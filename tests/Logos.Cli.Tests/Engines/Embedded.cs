using System.Text;
using Logos.Adapters.Embedded;
using Logos.Cli.Tests.Running;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Cli.Tests.Engines;

/// <summary>The whole engine on a folder of its own, with graphs and node types that a test needs.</summary>
internal sealed class Embedded(bool fusing = true) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, GraphPlan> _graphs = new(StringComparer.Ordinal);
    private readonly List<NodeRegistration> _types = [];
    private EmbeddedEngine? _engine;

    public string Folder => _folder.Path;

    public StoreOptions Keeping { get; init; } = StoreOptions.Standard;

    public EmbeddedEngine Engine => _engine ??= EmbeddedEngine.Start(new()
    {
        Folder = Folder,
        Graphs = _graphs,
        Nodes = _types,
        Keeping = Keeping,
        Orchestration = OrchestrationOptions.Default with { Execution = ExecutionOptions.Default with { Fusing = fusing } },
    });

    /// <summary>Adds a type that takes anything.</summary>
    public Embedded Type(string name, Func<NodeContext, NodeResult> run, bool deterministic = false)
    {
        _types.Add(new(new(name, Pool.Io, Schema.Any) { Deterministic = deterministic }, new Handler(run)));
        return this;
    }

    public Embedded Graph(string name, string text)
    {
        var types = NodeTypeRegistry.BuiltIn.With(_types.Select(type => type.Type));
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes($"name: {name}\n{text}\n"), GraphFormat.Yaml, types);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors) + "\n" + text);
        _graphs[name] = GraphPlan.Build(reading.Graph!, types);
        return this;
    }

    public async Task<StoredExecution> RunAsync(string graph, Value inputs = default)
    {
        using var watch = await Engine.SubmitAsync(graph, inputs.IsNull ? ValueMap.Empty : inputs.AsMap());
        await foreach (var _ in watch.Changes.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            // Only its end is waited for.
        }

        return (await Engine.TreeAsync(watch.Head.Id)).First(execution => execution.Head.Id == watch.Head.Id);
    }

    /// <summary>Waits for the end of one that another engine began.</summary>
    public async Task<StoredExecution> EndAsync(ExecutionHead head, Func<EmbeddedEngine, Task> and)
    {
        await and(Engine);
        while (true)
        {
            var stored = (await Engine.TreeAsync(head.Id)).FirstOrDefault(execution => execution.Head.Id == head.Id);
            if (stored?.Row.Status.IsEnd() == true)
                return stored;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The engine goes down; the next use starts another one on the same folder.</summary>
    public async Task StopAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _engine = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private sealed class Handler(Func<NodeContext, NodeResult> run) : INodeHandler
    {
        public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.FromResult(run(context));
    }
}
