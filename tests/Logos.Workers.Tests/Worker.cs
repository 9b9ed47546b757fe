using System.Text;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Caching;
using Logos.Workers.Rule;
using Logos.Workers.Running;

namespace Logos.Workers.Tests;

/// <summary>A worker with the types that a test needs, and tasks written as graphs.</summary>
internal sealed class Worker
{
    public static readonly DateTimeOffset Dispatched = new(2026, 1, 31, 7, 59, 0, TimeSpan.Zero);

    private readonly List<NodeRegistration> _registrations =
    [
        new(NodeTypeRegistry.BuiltIn.Find("rule")!, new RuleHandler()),
        new(NodeTypeRegistry.BuiltIn.Find("grl")!, new GrlHandler()),
        new(NodeTypeRegistry.BuiltIn.Find("assert")!, new AssertHandler()),
    ];

    public ManualClock Clock { get; } = new();

    public Dictionary<string, string> Secrets { get; } = [];

    public TaskRunnerOptions Options { get; set; } = new() { Worker = "w1" };

    public OutcomeCache? Cache { get; set; }

    public IBlobStore? Blobs { get; set; }

    public NodeHandlers Handlers => new(_registrations);

    public Worker With(NodeRegistration registration)
    {
        _registrations.Add(registration);
        return this;
    }

    /// <summary>Adds a type that takes anything.</summary>
    public Worker With(string type, Func<NodeContext, CancellationToken, Task<NodeResult>> run) =>
        With(new NodeRegistration(new(type, Pool.Io, Schema.Any), new Handler(run)));

    public Worker With(string type, Func<NodeContext, NodeResult> run) => With(type, (context, _) => System.Threading.Tasks.Task.FromResult(run(context)));

    public Task<IReadOnlyList<StepOutcome>> RunAsync(string nodes, string context = "{}", TaskWatch? watch = null, CancellationToken? stop = null, Func<NodeTask, NodeTask>? change = null)
    {
        var task = Task(nodes, context);
        var runner = new TaskRunner(Handlers, new GivenSecrets(Secrets), Clock, Options, Blobs, Cache);
        return runner.RunAsync(change?.Invoke(task) ?? task, watch, stop ?? TestContext.Current.CancellationToken).AsTask();
    }

    public async Task<Value> OutputAsync(string nodes, string context = "{}") => Output((await RunAsync(nodes, context))[^1]);

    public async Task<Failure> FailureAsync(string nodes, string context = "{}", TaskWatch? watch = null, CancellationToken? stop = null) =>
        Failure((await RunAsync(nodes, context, watch, stop))[^1]);

    public static Value Output(StepOutcome step) => step.Outcome is Outcome.Succeeded good ? good.Output.Read() : throw new InvalidOperationException(step.Outcome.ToString());

    public static Failure Failure(StepOutcome step) => step.Outcome is Outcome.Failed bad ? bad.Failure : throw new InvalidOperationException(step.Outcome.ToString());

    /// <summary>A task whose steps are the nodes of a graph, in the order written; what they read of others stands in the context.</summary>
    public NodeTask Task(string nodes, string context = "{}")
    {
        var known = ValueJson.Parse(context).AsMap();
        var text = new StringBuilder("name: test\ninputs: { x: { type: any }, y: { type: any }, rows: { type: any } }\nnodes:\n");
        foreach (var line in nodes.Split('\n'))
            text.Append("  ").Append(line).Append('\n');
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(text.ToString()), GraphFormat.Yaml, Handlers.Types);
        Assert.Empty(reading.Errors);
        var plan = GraphPlan.Build(reading.Graph!, Handlers.Types);
        var steps = plan.Nodes.Where(node => !known.ContainsKey(node.Id) && node.Definition.When is null);
        return new()
        {
            Execution = Guid.CreateVersion7(Dispatched),
            Partition = 0,
            Workspace = "home",
            Graph = "test",
            Key = new(plan.Nodes[0].Index, TaskKey.NoItem, 1),
            Steps = [.. steps.Select(node => new TaskStep(node.Index, node.Id, node.Definition.Type, node.Definition.With, node.Definition.Timeout ?? TimeSpan.FromSeconds(30)) { Inline = node.Inline, Cache = node.Definition.Cache })],
            Context = known.ToDictionary(member => member.Key, member => Payload.Of(member.Value)),
            DispatchedAt = Dispatched,
        };
    }

    private sealed class Handler(Func<NodeContext, CancellationToken, Task<NodeResult>> run) : INodeHandler
    {
        public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
    }
}
