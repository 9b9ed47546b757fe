using System.Text;
using BenchmarkDotNet.Attributes;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Logos.Workers.Rule;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Benchmarks.Workers;

/// <summary>What a worker adds to the work itself: from a task to its outcomes, without broker and store.</summary>
public class TaskRunnerBenchmarks
{
    private TaskRunner _runner = null!;
    private NodeTask _constant = null!;
    private NodeTask _rule = null!;
    private NodeTask _grl = null!;
    private NodeTask _secret = null!;
    private NodeTask _handler = null!;
    private NodeTask _chain = null!;

    [GlobalSetup]
    public async System.Threading.Tasks.Task Setup()
    {
        var services = new ServiceCollection();
        services.AddLogosNode<Fibo>("fibo", Pool.Rule);
        var handlers = new NodeHandlers(
        [
            new(NodeTypeRegistry.BuiltIn.Find("rule")!, new RuleHandler()),
            new(NodeTypeRegistry.BuiltIn.Find("grl")!, new GrlHandler()),
            new(NodeTypeRegistry.BuiltIn.Find("assert")!, new AssertHandler()),
            .. services.BuildServiceProvider().GetServices<NodeRegistration>(),
        ]);
        _runner = new(handlers, new GivenSecrets([new("KEY", "k-0123456789")]), TimeProvider.System);
        _constant = Task(handlers, "  n0: { type: rule, with: { output: 1 } }");
        _rule = Task(handlers, """
              n0:
                type: rule
                with:
                  let: { shortage: "${{ inputs.required - inputs.available }}" }
                  output: { order: "${{ shortage > 0 }}", quantity: "${{ max([shortage, inputs.moq]) }}" }
            """);
        _grl = Task(handlers, """
              n0:
                type: grl
                with:
                  rules: 'rule "Reorder" no-loop { when shortage > 0 then need_reorder = true; }'
                  facts: { shortage: "${{ inputs.required - inputs.available }}" }
            """);
        _secret = Task(handlers, """  n0: { type: assert, with: { checks: [{ that: 'secrets.KEY != ""' }] } }""");
        _handler = Task(handlers, "  n0: { type: fibo, with: { n: 10 } }");
        _chain = Task(handlers, string.Join('\n', Enumerable.Range(0, 40).Select(i => i == 0 ? "  n0: { type: fibo, with: { n: 10 } }" : $"  n{i}: {{ type: fibo, needs: [n{i - 1}], with: {{ n: '${{{{ min([n{i - 1}.value, 10]) }}}}' }} }}")));
        foreach (var task in new[] { _constant, _rule, _grl, _secret, _handler, _chain })
        {
            var outcomes = await Run(task);
            if (outcomes.Count != task.Steps.Count || outcomes[^1].Outcome is not Outcome.Succeeded)
                throw new InvalidOperationException($"{task.Steps[0].Type}: {outcomes[^1].Outcome}");
        }
    }

    [Benchmark]
    public ValueTask<IReadOnlyList<StepOutcome>> ConstantRule() => Run(_constant);

    [Benchmark(Baseline = true)]
    public ValueTask<IReadOnlyList<StepOutcome>> SmallRule() => Run(_rule);

    [Benchmark]
    public ValueTask<IReadOnlyList<StepOutcome>> SmallRuleSet() => Run(_grl);

    [Benchmark]
    public ValueTask<IReadOnlyList<StepOutcome>> WithSecret() => Run(_secret);

    [Benchmark]
    public ValueTask<IReadOnlyList<StepOutcome>> TypedHandler() => Run(_handler);

    [Benchmark]
    public ValueTask<IReadOnlyList<StepOutcome>> SegmentOf40TypedHandlers() => Run(_chain);

    private ValueTask<IReadOnlyList<StepOutcome>> Run(NodeTask task) => _runner.RunAsync(task);

    private static NodeTask Task(NodeHandlers handlers, string nodes)
    {
        var text = $"name: bench\ninputs:\n  required: {{ type: number }}\n  available: {{ type: number }}\n  moq: {{ type: number }}\nnodes:\n{nodes}";
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, handlers.Types);
        if (!reading.IsValid)
            throw new InvalidOperationException(string.Join('\n', reading.Errors));
        var plan = GraphPlan.Build(reading.Graph!, handlers.Types);
        return new()
        {
            Execution = Guid.Empty,
            Partition = 0,
            Workspace = "home",
            Graph = "bench",
            Key = new(0, TaskKey.NoItem, 1),
            Steps = [.. plan.Nodes.Select(node => new TaskStep(node.Index, node.Id, node.Type.Name, node.Definition.With, TimeSpan.FromSeconds(30)))],
            Context = new Dictionary<string, Payload> { ["inputs"] = Payload.Of(ValueJson.Parse("""{"required":1050,"available":500,"moq":100}""")) },
            DispatchedAt = DateTimeOffset.UnixEpoch,
        };
    }
}

public sealed record FiboInput(int N);

public sealed record FiboOutput(long Value);

[Deterministic]
public sealed class Fibo : NodeHandler<FiboInput, FiboOutput>
{
    public override Task<NodeResult<FiboOutput>> RunAsync(FiboInput input, NodeContext context, CancellationToken cancellationToken)
    {
        var (a, b) = (0L, 1L);
        for (var i = 0; i < input.N; i++)
            (a, b) = (b, a + b);
        return Done(new FiboOutput(a));
    }
}
