using System.Text;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Logos.Workers.Rule;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Logos.Orchestrator.Testing;

/// <summary>What a <see cref="LogosTestHost"/> is made of.</summary>
public sealed class LogosTestBuilder
{
    private static readonly (string Type, INodeHandler Handler)[] Pure = [("rule", new RuleHandler()), ("grl", new GrlHandler()), ("assert", new AssertHandler())];

    private readonly List<GraphSource> _graphs = [];
    private readonly List<GraphPlan> _plans = [];
    private readonly Dictionary<string, Stub> _byNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stub> _byType = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly List<TestSignal> _signals = [];

    internal LogosTestBuilder() => Services = new ServiceCollection();

    /// <summary>What handlers ask for in their constructors. <see cref="TimeProvider"/> is the test's clock.</summary>
    public IServiceCollection Services { get; }

    /// <summary>When the test begins, by its clock.</summary>
    public DateTimeOffset StartAt { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How long, in real time, handlers of one's own may keep a test from going on.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    public LogosTestBuilder AddNode<THandler>(string name, Pool pool = Pool.Io, Func<NodeType, NodeType>? configure = null)
        where THandler : class, INodeHandler
    {
        Services.AddLogosNode<THandler>(name, pool, configure);
        return this;
    }

    /// <summary>A definition in YAML or JSON.</summary>
    public LogosTestBuilder AddGraph(string definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _graphs.Add(new("the graph in the test", Encoding.UTF8.GetBytes(definition), definition.AsSpan().TrimStart().StartsWith('{') ? GraphFormat.Json : GraphFormat.Yaml, null));
        return this;
    }

    public LogosTestBuilder AddGraphFile(string path)
    {
        _graphs.Add(GraphSource.Read(path));
        return this;
    }

    /// <summary>A plan that was made already, of types that come with Logos.</summary>
    public LogosTestBuilder AddPlan(GraphPlan plan)
    {
        _plans.Add(plan);
        return this;
    }

    /// <param name="node">The id of a node in any graph, <c>graph/id</c> in one; with <c>.compensate</c> at its end what undoes it.</param>
    public LogosTestBuilder Stub(string node, Stub stub)
    {
        _byNode[node] = stub;
        return this;
    }

    /// <summary>For every node of a type that has no stub of its own.</summary>
    public LogosTestBuilder StubType(string type, Stub stub)
    {
        _byType[type] = stub;
        return this;
    }

    public LogosTestBuilder Secret(string name, string value)
    {
        _secrets[name] = value;
        return this;
    }

    /// <summary>What the first node that waits for the name, here or in a graph that is started, is answered; each is taken once.</summary>
    /// <param name="after">Not before so much of the test's time has passed.</param>
    public LogosTestBuilder Signal(string name, object? payload, TimeSpan after = default)
    {
        _signals.Add(new(name, NodeJson.ToValue(payload), after));
        return this;
    }

    internal LogosTestHost Build()
    {
        var clock = new TestClock(StartAt);
        var stillness = new Stillness();
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        var services = Services.BuildServiceProvider();
        var own = services.GetServices<NodeRegistration>().ToList();
        var types = NodeTypeRegistry.BuiltIn.With(own.Select(registration => registration.Type));
        var plans = new Dictionary<string, GraphPlan>(StringComparer.Ordinal);
        var book = new StubBook(plans);
        var handlers = new NodeHandlers(types.All.Where(type => type.Pool != Pool.Orchestrator).Select(type => new NodeRegistration(
            type,
            new TestedHandler(type.Name, own.Find(each => each.Type.Name == type.Name)?.Handler ?? Pure.FirstOrDefault(each => each.Type == type.Name).Handler, book, clock, stillness))));
        foreach (var plan in GraphCatalog.Load(_graphs, handlers, [.. _plans.Select(plan => plan.Definition.Name)]).Values.Concat(_plans))
            plans.Add(plan.Definition.Name, plan);
        foreach (var (node, stub) in _byNode)
            book.ForNode(Known(node, plans), stub);
        foreach (var (type, stub) in _byType)
            book.ForType(types.Find(type) is not null ? type : throw new ArgumentException($"there is no node type `{type}`, for which the test has a stub"), stub);
        return new(plans, handlers, new GivenSecrets(_secrets), clock, stillness, book, _signals, Patience, services);
    }

    // A stub that nothing asks for would let a test pass for the wrong reason.
    private static string Known(string node, Dictionary<string, GraphPlan> plans)
    {
        var (graph, id) = node.Split('/', 2) is [var first, var second] ? (first, second) : (null, node);
        var undoes = id.EndsWith(StubBook.Undoing, StringComparison.Ordinal);
        if (undoes)
            id = id[..^StubBook.Undoing.Length];
        var found = plans.Values.Where(plan => graph is null || plan.Definition.Name == graph).Select(plan => plan.Find(id)).OfType<PlanNode>().ToList();
        if (found.Count == 0)
            throw new ArgumentException($"there is no node `{id}` in {(graph is null ? "any graph of the test" : $"the graph `{graph}`")}, for which the test has a stub");
        if (undoes && found.All(each => each.Definition.Compensate is null))
            throw new ArgumentException($"nothing undoes the node `{id}`, for which the test has a stub");
        if (!undoes && found.All(each => each.Pool == Pool.Orchestrator))
            throw new ArgumentException($"`{id}` is of type {found[0].Type.Name}, which cannot be stubbed: {(found[0].Type.Name is "subgraph" or "loop" ? "stub the nodes of its graph" : "its waiting is skipped, and answered by a signal")}");
        return node;
    }
}

internal sealed record TestSignal(string Name, Value Payload, TimeSpan After);
