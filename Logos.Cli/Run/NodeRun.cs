using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Graphs;
using Logos.Cli.Grl;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using Failure = Logos.Cli.Output.Failure;

namespace Logos.Cli.Run;

/// <summary>One node of a graph, run alone on given values: one attempt, and nothing recorded.</summary>
internal sealed class NodeRun(Terminal terminal, bool json)
{
    public required string File { get; init; }

    public required string Node { get; init; }

    public string? With { get; init; }

    public string? From { get; init; }

    public async Task<int> RunAsync()
    {
        var graph = GraphFile.Load(File, terminal);
        if (graph.RefuseUnlessValid(strict: false, json, terminal) is { } refused)
            return refused;
        var plan = GraphPlan.Build(graph.Reading.Graph!, NodeTypeRegistry.BuiltIn);
        if (plan.Find(Node) is not { } node)
            return Refuse(graph, [new(CliCodes.BadTrial.Code, $"`{plan.Definition.Name}` has no node `{Node}`") { Hint = Suggestion.DidYouMean(Node, plan.Nodes.Select(each => each.Id)) }]);
        if (Unrunnable(plan, node) is { } unrunnable)
            return Refuse(graph, [unrunnable]);
        var names = node.Definition.With.Formulas.SelectMany(formula => formula.Expression.Reads).Where(path => path.Root == "secrets" && path.Segments.Count > 1).Select(path => path.Segments[1].Name).OfType<string>().Distinct().ToList();
        var secrets = names.Select(name => (Name: name, Value: terminal.Variable(GraphFamily.Secret(name)))).ToList();
        var missing = secrets.Where(secret => secret.Value is null).Select(secret => GraphFamily.Missing(secret.Name)).ToList();
        if (missing.Count > 0)
            return Refuse(graph, missing);
        var (given, faults) = await GivenAsync(plan, node);
        if (given is null || TrialValues.Bind(plan, node, given, out faults) is not { } values)
            return Refuse(graph, faults);
        using var interruption = new Interruption();
        using var stop = new CancellationTokenSource();
        var running = NodeTrial.RunAsync(plan, node, values, new GivenSecrets(secrets.Select(secret => KeyValuePair.Create(secret.Name, secret.Value!))), GraphFamily.Given(plan.Connections, terminal), terminal.Clock, stop.Token);
        if (await Task.WhenAny(running, interruption.Asked) != running)
            await stop.CancelAsync();
        return Tell(await running, node, stop.IsCancellationRequested, graph);
    }

    /// <summary>What was recorded, and over it what the file says.</summary>
    private async Task<(ValueMap? Values, IReadOnlyList<Fault> Faults)> GivenAsync(GraphPlan plan, PlanNode node)
    {
        var (values, faults) = From is null ? (ValueMap.Empty, []) : await RecordedValues.ReadAsync(From, plan, node, terminal);
        if (values is null || With is null)
            return (values, faults);
        if (FactsFile.Read(With, terminal, out _, out faults) is not { } given)
            return (null, faults);
        foreach (var (name, value) in given.AsMap())
            values = values.With(name, value);
        return (values, faults);
    }

    private static Fault? Unrunnable(GraphPlan plan, PlanNode node)
    {
        if (node.Pool == Pool.Orchestrator)
            return At(node, CliCodes.BadTrial.Code, $"`{node.Id}` is of type `{node.Type.Name}`, which a graph alone can run", "run the whole graph, with --signal for what it waits for");
        return EmbeddedNodes.Missing(plan).Any(use => use.Type == node.Type.Name)
            ? At(node, CliCodes.NotHere.Code, $"`logos run` cannot run nodes of type `{node.Type.Name}` yet", "it runs postgres, mysql, redis, mongo, rule, grl, assert and http alone")
            : null;
    }

    private static Fault At(PlanNode node, string code, string message, string hint) => node.Definition.Key?.Fault(code, message, hint) ?? new(code, message) { Hint = hint };

    private int Refuse(GraphFile graph, IReadOnlyList<Fault> faults) => Failure.Tell(faults, graph.Name, graph.Source, json, terminal);

    private int Tell(StepOutcome ended, PlanNode node, bool interrupted, GraphFile graph)
    {
        var good = ended.Outcome as Outcome.Succeeded;
        var failure = (ended.Outcome as Outcome.Failed)?.Failure;
        var status = failure is null ? NodeStatus.Succeeded : failure.Kind switch
        {
            FailureKind.TimedOut => NodeStatus.TimedOut,
            FailureKind.Canceled => NodeStatus.Cancelled,
            _ => NodeStatus.Failed,
        };
        if (json)
        {
            JsonLine.Print(terminal.Output, to => Write(to, ended, node, status, good?.Output.Read() ?? Value.Null, failure));
        }
        else
        {
            terminal.Error.WriteLine($"{Visible.Of(node.Id)} {Wire.Name(status).Replace('_', ' ')} after {RunView.InWords(ended.EndedAt - ended.StartedAt)}");
            if (failure is not null)
                Failure.Show([new(failure.Code, failure.Message)], graph.Name, null, terminal);
            if (good is not null)
                terminal.Output.WriteLine(ValueJson.Write(good.Output.Read(), indented: true).ReplaceLineEndings("\n"));
        }

        return good is not null ? ExitCode.Good : interrupted ? ExitCode.Interrupted : ExitCode.RunFailed;
    }

    private static void Write(Utf8JsonWriter to, StepOutcome ended, PlanNode node, NodeStatus status, Value output, Core.Work.Failure? error)
    {
        to.WriteString("node", node.Id);
        to.WriteString("status", Wire.Name(status));
        to.WriteNumber("duration_ms", Math.Round((ended.EndedAt - ended.StartedAt).TotalMilliseconds, 3));
        to.WritePropertyName("input");
        ValueJson.Write(to, ended.Input?.Read() ?? Value.Null);
        to.WritePropertyName("output");
        ValueJson.Write(to, output);
        RunResult.Write(to, error);
    }
}
