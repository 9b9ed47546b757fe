using Logos.Cli.Graphs;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Connections;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Faults;

namespace Logos.Cli.Run;

/// <summary>A graph and all that its nodes start, found beside it.</summary>
internal sealed class GraphFamily(Terminal terminal, bool json)
{
    private readonly Dictionary<string, GraphPlan> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphFile> _files = new(StringComparer.Ordinal);

    /// <summary>What this process cannot do is stubbed, and the test brings the secrets.</summary>
    public bool IsTested { get; init; }

    public IReadOnlyDictionary<string, GraphPlan> Plans => _plans;

    /// <summary>The graph that was asked for; its nodes start the others.</summary>
    public GraphPlan Root { get; private set; } = null!;

    /// <returns>Null when all of it can be run here; else the exit code, with the reason told.</returns>
    public int? Load(string file) => LoadOne(file) ?? RefuseCircle();

    private int? LoadOne(string file)
    {
        var graph = GraphFile.Load(file, terminal);
        if (graph.RefuseUnlessValid(strict: false, json, terminal) is { } refused)
            return refused;
        var plan = GraphPlan.Build(graph.Reading.Graph!, NodeTypeRegistry.BuiltIn);
        var faults = EmbeddedNodes.Missing(plan).Select(Unrunnable)
            .Concat(plan.Secrets.Where(name => terminal.Variable(Secret(name)) is null).Select(Missing)).ToList();
        if (faults.Count > 0 && !IsTested)
            return Failure.Tell(faults, graph.Name, graph.Source, json, terminal);
        _plans[plan.Definition.Name] = plan;
        _files[plan.Definition.Name] = graph;
        Root ??= plan;
        foreach (var name in plan.Graphs)
        {
            if (LoadStarted(file, graph, plan, name) is { } code)
                return code;
        }

        return null;
    }

    public IEnumerable<KeyValuePair<string, string>> Secrets() =>
        _plans.Values.SelectMany(plan => plan.Secrets).Distinct().Select(name => KeyValuePair.Create(name, terminal.Variable(Secret(name))!));

    /// <summary>The addresses of what its nodes reach; one that is not given may be kept in the folder.</summary>
    public GivenConnections Connections() => Given(_plans.Values.SelectMany(plan => plan.Connections).Distinct(), terminal);

    private int? LoadStarted(string file, GraphFile graph, GraphPlan plan, string name)
    {
        if (_plans.ContainsKey(name))
            return null;
        if (BesideFile.Find(file, name, terminal) is not { } beside)
            return Refuse(graph, plan, name, CliCodes.GraphNotFound, $"there is no graph `{name}` beside {graph.Name}", $"{name}.yaml, {name}.yml and {name}.json are looked for");
        if (LoadOne(beside) is { } code)
            return code;
        return _plans.ContainsKey(name) ? null : Refuse(graph, plan, name, CliCodes.GraphNotFound, $"{beside} holds a graph of another name than `{name}`", $"write `name: {name}` in it, or mend the node");
    }

    private int? RefuseCircle() => GraphCircle.Find(_plans, Root.Definition.Name) is { } circle
        ? Refuse(_files[circle[^2]], _plans[circle[^2]], circle[^1], CliCodes.GraphCircle, $"graphs start each other in a circle: {string.Join(" → ", circle)}", "what repeats is a `loop` node with another graph")
        : null;

    private int Refuse(GraphFile graph, GraphPlan plan, string name, ErrorCode code, string message, string hint)
    {
        var node = plan.Nodes.FirstOrDefault(each => each.Definition.With["graph"]?.ToValue().ToText() == name);
        return Failure.Tell([At(node, code.Code, message, hint)], graph.Name, graph.Source, json, terminal);
    }

    private static Fault Unrunnable((string Type, PlanNode Node) use) =>
        At(use.Node, CliCodes.NotHere.Code, $"`logos run` cannot run nodes of type `{use.Type}` yet", "it runs postgres, mysql, redis, mongo, rule, grl, assert, http, wait, approval, subgraph and loop; `logos plan` shows the graph all the same");

    public static Fault Missing(string name) => new(CliCodes.NoSecret.Code, $"the secret `{name}` is not given") { Hint = $"set the environment variable {Secret(name)}" };

    private static Fault At(PlanNode? node, string code, string message, string hint) =>
        node?.Definition.Key?.Fault(code, message, hint) ?? new(code, message) { Hint = hint };

    public static GivenConnections Given(IEnumerable<string> connections, Terminal terminal) => new(connections
        .Select(name => KeyValuePair.Create(name, terminal.Variable($"LOGOS_CONNECTION_{name}")!)).Where(given => !string.IsNullOrWhiteSpace(given.Value)));

    public static string Secret(string name) => $"LOGOS_SECRET_{name}";
}
