using System.Text;
using Logos.Cli.Tests.Running;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Cli.Tests.Run;

/// <summary>What a run says of what it finds in a kept folder.</summary>
public sealed class UnfinishedTests : IDisposable
{
    private const string Waiting = "name: waiting\nnodes:\n  w: { type: wait, with: { signal: go } }\n";
    private const string Above = "name: above\nnodes:\n  s: { type: subgraph, with: { graph: waiting } }\n";
    private const string Custom = "name: custom\nnodes:\n  w: { type: wait, with: { signal: go } }\n  m: { type: mine, needs: [w] }\n";
    private const string Over = "name: over\nnodes:\n  s: { type: subgraph, with: { graph: custom } }\n";

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public UnfinishedTests() => _folder.Write("one.yaml", "name: one\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_goes_on_and_what_is_left_as_it_is_is_told_in_two_lines()
    {
        await LeaveAsync("waiting", "waiting", "above", "custom", "over");

        var run = InProcess.In(_folder, "run", "one.yaml", "--keep", "kept");

        Assert.Equal(0, run.Code);
        Assert.Equal(
            [
                "takes up again 3 executions that had not ended: above, waiting (2)",
                "leaves 2 executions as they were, for want of a graph that can be run here (LGS3018): custom in version 1 (2)",
            ],
            run.Error.Split('\n').Take(2));
        // They are still there: the next one says so again.
        Assert.StartsWith("takes up again 3 executions", InProcess.In(_folder, "run", "one.yaml", "--keep", "kept").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("again", InProcess.In(_folder, "run", "one.yaml", "--keep", "kept", "--json").All, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_nothing_nothing_is_told()
    {
        for (var i = 0; i < 2; i++)
        {
            var run = InProcess.In(_folder, "run", "one.yaml", "--keep", "kept");
            Assert.Equal((0, false, false), (run.Code, run.Error.Contains("again", StringComparison.Ordinal), run.Error.Contains("leaves", StringComparison.Ordinal)));
        }
    }

    private async Task LeaveAsync(params string[] graphs)
    {
        var mine = new NodeRegistration(new("mine", Pool.Io, Schema.Any), new Mine());
        var types = NodeTypeRegistry.BuiltIn.With([mine.Type]);
        var plans = new[] { Waiting, Above, Custom, Over }.Select(yaml => GraphPlan.Build(GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, types).Graph!, types)).ToDictionary(plan => plan.Definition.Name);
        await using var engine = EmbeddedEngine.Start(new() { Folder = Path.Combine(_folder.Path, "kept"), Graphs = plans, Nodes = [mine] });
        foreach (var graph in graphs)
        {
            using var watch = await engine.SubmitAsync(graph, ValueMap.Empty, cancellationToken: Token);
            // Until it waits, in whatever depth.
            while (!(await watch.Changes.ReadAsync(Token)).Changes.Nodes.Any(node => node.Signal == "go"))
            {
            }
        }
    }

    private sealed class Mine : INodeHandler
    {
        public Task<NodeResult> RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.FromResult<NodeResult>(Value.True);
    }
}
