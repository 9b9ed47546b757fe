using BenchmarkDotNet.Attributes;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Planning.Rendering;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;

namespace Logos.Benchmarks.Graphs;

/// <summary>From a definition that has been read to its plan. Aim: 10,000 nodes and 30,000 edges in less than 150 ms.</summary>
public class PlanBenchmarks
{
    private GraphDefinition _graph = null!;
    private GraphDefinition _chain = null!;
    private GraphPlan _plan = null!;

    [Params(1_000, 10_000)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _graph = Random(Nodes, edgesPerNode: 3);
        _chain = Random(Nodes, edgesPerNode: 0, chained: true);
        _plan = GraphPlan.Build(_graph, NodeTypeRegistry.BuiltIn);
    }

    [Benchmark]
    public GraphPlan Plan() => GraphPlan.Build(_graph, NodeTypeRegistry.BuiltIn);

    [Benchmark]
    public GraphPlan PlanChain() => GraphPlan.Build(_chain, NodeTypeRegistry.BuiltIn);

    [Benchmark]
    public string WriteJson() => PlanJson.Write(_plan, indented: false);

    /// <summary>Every node reads each node that it waits for; some edges have a condition.</summary>
    private static GraphDefinition Random(int nodes, int edgesPerNode, bool chained = false)
    {
        var random = new Random(20260101);
        var edges = new List<EdgeDefinition>();
        var definitions = new List<NodeDefinition>();
        for (var i = 0; i < nodes; i++)
        {
            var upstream = new HashSet<int>();
            if (chained && i > 0)
                upstream.Add(i - 1);
            // The first nodes have nobody to wait for: the rest makes up for them.
            while (upstream.Count < Math.Min(i, i < 10 ? 0 : edgesPerNode + (i < 20 ? 3 : 0)))
                upstream.Add(random.Next(i));
            var reads = string.Join(" + ", upstream.Select(id => $"n{id}.value").DefaultIfEmpty("1"));
            definitions.Add(new($"n{i}", "rule")
            {
                With = new([new("output", new Template.Map([new("value", new Template.Whole(new(Expression.Parse(reads))))]))]),
                Needs = [.. upstream.Skip(1).Select(id => new NodeReference($"n{id}"))],
            });
            foreach (var id in upstream.Take(1))
                edges.Add(new(new($"n{id}"), new($"n{i}")) { When = random.Next(10) == 0 ? new Formula(Expression.Parse($"n{id}.value > 1")) : null });
        }

        return new() { Name = "random", Nodes = definitions, Edges = edges };
    }
}
