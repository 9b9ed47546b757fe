using FsCheck;
using FsCheck.Fluent;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;

namespace Logos.Core.Tests.Graphs.Planning;

public sealed class GraphPlanTests
{
    [Fact]
    public void Needs_and_edges_are_one()
    {
        var plan = Plan("""
            name: merged
            nodes:
              a: { type: rule, with: { output: 1 } }
              b: { type: rule, needs: [a], with: { output: 2 } }
              c: { type: rule, needs: [a], with: { output: 3 } }
            edges:
              - { from: a, to: b, when: a > 0 }
              - { from: b, to: c }
            """);
        Assert.Equal([(0, 1, "a > 0"), (0, 2, null), (1, 2, null)], plan.Edges.Select(edge => (edge.From, edge.To, edge.When?.Text)));
        Assert.Equal("a > 0", Assert.Single(plan.Find("b")!.Controls).Formula.Text);
    }

    [Fact]
    public void Control_expressions_say_what_has_to_come_back_inline()
    {
        var plan = Plan("""
            name: inline
            nodes:
              a: { type: rule, with: { output: { list: [1], other: [2], flag: true, deep: { x: 1 } } } }
              b: { type: rule, needs: [a], when: a.flag && a.$status == "succeeded", with: { output: "${{ a.deep }}" } }
              c: { type: rule, needs: [a], foreach: { items: "${{ a.list }}" }, with: { output: "${{ item }}" } }
              d: { type: rule, needs: [a], foreach: { items: "${{ filter(a.other, x => x > 1) }}" }, with: { output: "${{ item }}" } }
              e: { type: rule, needs: [c], with: { output: 1 } }
            edges:
              - { from: a, to: e, when: a.deep.x == 1 || a.deep == null }
            """);
        var node = plan.Find("a")!;
        // `deep` covers `deep.x`, and what is asked about the node is no part of its output.
        Assert.Equal(["$status", "deep", "flag"], node.Inline.Select(path => path.Text));
        // Lists that a foreach goes through are read when it begins.
        Assert.Equal([ControlKind.Items], plan.Find("d")!.Controls.Select(control => control.Kind));
        Assert.Equal("deep", Assert.Single(Assert.Single(plan.Find("b")!.Reads).Paths).Text);
    }

    [Fact]
    public void Names_of_a_node_s_own_are_no_reads()
    {
        var plan = Plan("""
            name: locals
            nodes:
              rows: { type: rule, with: { output: [1] } }
              own: { type: rule, needs: [rows], with: { let: { seven: 7 }, output: "${{ map([seven], rows => rows + 1) }}" } }
              again: { type: loop, needs: [own], with: { graph: other, inputs: { n: "${{ iteration }}" }, until: last.done, max: 3 } }
            """);
        Assert.Empty(plan.Find("own")!.Reads);
        Assert.Empty(plan.Find("again")!.Reads);
        Assert.Empty(Assert.Single(plan.Find("again")!.Controls).Reads);
    }

    [Fact]
    public void What_is_not_valid_has_no_plan()
    {
        Refused("has a cycle", Rule("a", "b"), Rule("b", "a"));
        Refused("has a cycle", Rule("a", "b"), Rule("b", "a"), Rule("c"));
        Refused("no node `x`", Rule("a", "x"));
        Refused("stands twice", Rule("a"), Rule("a"));
        Refused("no known node type", new NodeDefinition("a", "nothing"));
    }

    [Fact]
    public void Ten_thousand_nodes_in_one_chain_are_one_segment()
    {
        var plan = GraphPlan.Build(new() { Name = "chain", Nodes = [.. Enumerable.Range(0, 10_000).Select(i => i == 0 ? Rule("n0") : Rule($"n{i}", $"n{i - 1}"))] }, NodeTypeRegistry.BuiltIn);
        Assert.Equal((10_000, 10_000), (plan.Levels.Count, Assert.Single(plan.Segments).Nodes.Count));
    }

    [Fact]
    public void Segments_of_random_graphs_keep_the_rules() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var plan = GraphPlan.Build(Random(seed), NodeTypeRegistry.BuiltIn);
        foreach (var segment in plan.Segments)
        {
            var nodes = segment.Nodes.Select(index => plan.Nodes[index]).ToList();
            var legal = nodes.TrueForAll(node => node.Type.Deterministic && node.Pool == segment.Pool && node.Segment == segment.Index && node.Definition is { Foreach: null, Cache: null, Compensate: null })
                && nodes.Skip(1).All(node => node.Definition.When is null && node.Definition.Join == Join.All)
                && segment.Nodes.Zip(segment.Nodes.Skip(1)).All(step => Inner(plan, step.First, step.Second));
            if (!legal)
                return false;
        }

        var travelling = plan.Segments.SelectMany(segment => segment.Nodes).ToList();
        return travelling.Count == travelling.Distinct().Count()
            && plan.Nodes.Where(node => node.Segment is not null).Select(node => node.Index).Order().SequenceEqual(travelling.Order())
            && plan.Edges.All(edge => plan.Nodes[edge.From].Level < plan.Nodes[edge.To].Level);
    }).QuickCheckThrowOnFailure();

    private static bool Inner(GraphPlan plan, int from, int to) =>
        plan.Edges.Where(edge => edge.From == from).Select(edge => edge.To).SequenceEqual([to])
        && plan.Edges.Where(edge => edge.To == to).Select(edge => edge.From).SequenceEqual([from])
        && plan.Edges.Single(edge => edge.To == to).When is null;

    private static GraphDefinition Random(int seed)
    {
        var dag = Dag.Stringy(seed, 30);
        var random = new Random(seed);
        return new()
        {
            Name = "random",
            Nodes = [.. Enumerable.Range(0, dag.Nodes).Select(i => new NodeDefinition($"n{i}", random.Next(8) switch { 0 => "http", 1 => "embed", 2 => "wait", _ => "rule" })
            {
                Needs = [.. dag.Edges.Where(edge => edge.To == i && (edge.From + i) % 2 == 0).Select(edge => new NodeReference($"n{edge.From}"))],
                When = random.Next(9) == 0 ? Truth() : null,
                Join = random.Next(9) == 0 ? Join.Any : Join.All,
                Foreach = random.Next(12) == 0 ? new(new Template.List([])) : null,
                Cache = random.Next(12) == 0 ? new(TimeSpan.FromMinutes(1)) : null,
                Compensate = random.Next(12) == 0 ? new("rule", Template.Map.Empty) : null,
            })],
            Edges = [.. dag.Edges.Where(edge => (edge.From + edge.To) % 2 != 0).Select(edge => new EdgeDefinition(new($"n{edge.From}"), new($"n{edge.To}")) { When = random.Next(9) == 0 ? Truth() : null })],
        };
    }

    private static Formula Truth() => new(Expression.Parse("run.attempt > 0"));

    private static NodeDefinition Rule(string id, params IReadOnlyList<string> needs) => new(id, "rule") { Needs = [.. needs.Select(need => new NodeReference(need))] };

    private static void Refused(string words, params NodeDefinition[] nodes)
    {
        var refusal = Assert.Throws<ArgumentException>(() => GraphPlan.Build(new() { Name = "bad", Nodes = nodes }, NodeTypeRegistry.BuiltIn));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    private static GraphPlan Plan(string yaml) => GraphPlan.Build(Loading.ValidYaml(yaml), NodeTypeRegistry.BuiltIn);
}
