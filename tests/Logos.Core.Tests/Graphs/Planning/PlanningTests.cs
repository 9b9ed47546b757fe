using FsCheck;
using FsCheck.Fluent;
using Logos.Core.Graphs.Planning;

namespace Logos.Core.Tests.Graphs.Planning;

public sealed class PlanningTests
{
    private static readonly Arbitrary<Dag> Dags = Gen.Choose(0, int.MaxValue - 1)
        .SelectMany(seed => Gen.Choose(1, 40).SelectMany(nodes => Gen.Choose(0, 80).Select(edges => seed % 2 == 0 ? Dag.From(seed, nodes, edges) : Dag.Stringy(seed, nodes))))
        .ToArbitrary();

    [Fact]
    public void Every_node_is_in_exactly_one_level() => Prop.ForAll(Dags, dag =>
    {
        var levels = Levels.Of(dag.Adjacency)!;
        return levels.Order.Order().SequenceEqual(Enumerable.Range(0, dag.Nodes))
            && Enumerable.Range(0, levels.Count).All(level => levels[level].Length > 0 && levels[level].ToArray().All(node => levels.Of(node) == level));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_edge_goes_to_a_higher_level_and_one_of_them_from_the_level_below() => Prop.ForAll(Dags, dag =>
    {
        var levels = Levels.Of(dag.Adjacency)!;
        return dag.Edges.All(edge => levels.Of(edge.From) < levels.Of(edge.To))
            && Enumerable.Range(0, dag.Nodes).All(node => levels.Of(node) == 0 || dag.Edges.Any(edge => edge.To == node && levels.Of(edge.From) == levels.Of(node) - 1));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_critical_path_is_a_way_through_the_graph_and_none_is_heavier() => Prop.ForAll(Dags, dag =>
    {
        var weights = Weights(dag);
        var path = CriticalPath.Of(dag.Adjacency, Levels.Of(dag.Adjacency)!, weights);
        var isWay = path.Nodes.Zip(path.Nodes.Skip(1)).All(step => dag.Edges.Contains(step));
        return isWay && path.Nodes.Sum(node => weights[node]) == path.Weight && path.Weight == Heaviest(dag, weights);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void With_equal_weights_the_critical_path_has_one_node_of_every_level() => Prop.ForAll(Dags, dag =>
    {
        var levels = Levels.Of(dag.Adjacency)!;
        var ones = Enumerable.Repeat(1L, dag.Nodes).ToArray();
        var path = CriticalPath.Of(dag.Adjacency, levels, ones);
        return path.Weight == levels.Count && path.Nodes.Select(levels.Of).SequenceEqual(Enumerable.Range(0, levels.Count));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Runs_are_disjoint_legal_and_maximal() => Prop.ForAll(Dags, dag =>
    {
        var (travellers, conditional) = Travellers(dag);
        var runs = LinearRuns.Of(dag.Adjacency, travellers, conditional);
        var inner = runs.SelectMany(run => run.Zip(run.Skip(1))).ToHashSet();
        // Every edge that may be an inner one is: so that the runs are maximal.
        var may = dag.Edges.Where((edge, i) => MayTravel(dag, travellers, conditional, i)).ToHashSet();
        return inner.SetEquals(may)
            && runs.All(run => run.Count > 1)
            && runs.SelectMany(run => run).Count() == runs.SelectMany(run => run).Distinct().Count();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cycle_has_no_levels()
    {
        Assert.Null(Levels.Of(new(3, [(0, 1), (1, 2), (2, 1)])));
        Assert.Null(Levels.Of(new(1, [(0, 0)])));
    }

    [Fact]
    public void A_chain_of_ten_thousand_overflows_nothing()
    {
        var chain = new Adjacency(10_000, [.. Enumerable.Range(0, 9_999).Select(i => (i, i + 1))]);
        var levels = Levels.Of(chain)!;
        var path = CriticalPath.Of(chain, levels, Enumerable.Repeat(1L, 10_000).ToArray());
        var runs = LinearRuns.Of(chain, Enumerable.Repeat(new Traveller(0, true), 10_000).ToArray(), new bool[9_999]);
        Assert.Equal((10_000, 10_000L, 10_000), (levels.Count, path.Weight, path.Nodes.Count));
        Assert.Equal(10_000, Assert.Single(runs).Count);
    }

    [Fact]
    public void Of_two_equally_heavy_ways_the_one_written_first_is_told()
    {
        var diamond = new Adjacency(4, [(0, 2), (0, 1), (2, 3), (1, 3)]);
        Assert.Equal([0, 1, 3], CriticalPath.Of(diamond, Levels.Of(diamond)!, [1, 1, 1, 1]).Nodes);
        Assert.Equal([0, 2, 3], CriticalPath.Of(diamond, Levels.Of(diamond)!, [1, 1, 2, 1]).Nodes);
    }

    [Fact]
    public void A_run_may_begin_with_a_condition_and_holds_none_after_that()
    {
        var chain = new Adjacency(4, [(0, 1), (1, 2), (2, 3)]);
        Traveller plain = new(0, true), conditional = new(0, false);
        Assert.Equal([[0, 1], [2, 3]], LinearRuns.Of(chain, [conditional, plain, conditional, plain], new bool[3]));
        Assert.Equal([[0, 1], [2, 3]], LinearRuns.Of(chain, [plain, plain, plain, plain], [false, true, false]));
        Assert.Equal([[0, 1], [2, 3]], LinearRuns.Of(chain, [plain, plain, new(1, true), new(1, true)], new bool[3]));
        Assert.Equal([[2, 3]], LinearRuns.Of(chain, [plain, new(-1, true), plain, plain], new bool[3]));
    }

    private static bool MayTravel(Dag dag, Traveller[] travellers, bool[] conditional, int edge)
    {
        var (from, to) = dag.Edges[edge];
        return !conditional[edge]
            && dag.Edges.Count(other => other.From == from) == 1
            && dag.Edges.Count(other => other.To == to) == 1
            && travellers[from].Pool >= 0
            && travellers[from].Pool == travellers[to].Pool
            && travellers[to].FollowsPlainly;
    }

    private static (Traveller[] Travellers, bool[] Conditional) Travellers(Dag dag)
    {
        var random = new Random(dag.Seed);
        var travellers = Enumerable.Range(0, dag.Nodes).Select(_ => new Traveller(random.Next(8) == 0 ? -1 : random.Next(8) / 7, random.Next(8) > 0)).ToArray();
        return (travellers, [.. dag.Edges.Select(_ => random.Next(8) == 0)]);
    }

    private static long[] Weights(Dag dag)
    {
        var random = new Random(dag.Seed);
        return [.. Enumerable.Range(0, dag.Nodes).Select(_ => random.NextInt64(0, 5))];
    }

    // Bellman and Ford's way, which shares nothing with the one that is tested.
    private static long Heaviest(Dag dag, long[] weights)
    {
        var ends = weights.ToArray();
        for (var round = 0; round < dag.Nodes; round++)
        {
            foreach (var (from, to) in dag.Edges)
                ends[to] = Math.Max(ends[to], ends[from] + weights[to]);
        }

        return ends.Max();
    }
}
