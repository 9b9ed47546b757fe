using System.Diagnostics;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Tests.Graphs;

public sealed class TopologyTests(ITestOutputHelper output)
{
    [Fact]
    public void Upstream_is_what_a_path_leads_from()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var count = random.Next(2, 90);
            var graph = Graph(count, node => Enumerable.Range(0, node).Where(_ => random.Next(8) == 0));
            var topology = GraphTopology.Of(graph);
            for (var i = 0; i < 200; i++)
            {
                var (a, b) = (random.Next(count), random.Next(count));
                Assert.Equal(Reaches(graph, a, b), topology.IsUpstream(a, b));
            }
        }
    }

    [Fact]
    public void A_node_stands_behind_all_that_it_waits_for()
    {
        var random = new Random(3);
        var topology = GraphTopology.Of(Graph(500, node => Enumerable.Range(0, node).Where(_ => random.Next(100) == 0)));
        var place = topology.Order.Select((node, at) => (node, at)).ToDictionary(pair => pair.node, pair => pair.at);
        Assert.Equal(500, place.Count);
        Assert.All(topology.Edges, edge => Assert.True(place[edge.From] < place[edge.To]));
    }

    [Fact]
    public void A_chain_of_ten_thousand_overflows_no_stack()
    {
        var chain = GraphTopology.Of(Graph(10_000, node => node == 0 ? [] : [node - 1]));
        Assert.False(chain.HasCycles);
        Assert.True(chain.IsUpstream(0, 9_999));
        var ring = GraphTopology.Of(Graph(10_000, node => [(node + 9_999) % 10_000]));
        Assert.Equal(10_000, Assert.Single(ring.Cycles()).Count);
    }

    [Fact]
    public void Who_is_upstream_of_whom_is_told_quickly_in_a_large_graph()
    {
        var random = new Random(5);
        var graph = Graph(10_000, node => Enumerable.Range(0, Math.Min(node, 3)).Select(_ => random.Next(node)).Distinct());
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var topology = GraphTopology.Of(graph);
        var upstream = Enumerable.Range(0, 30_000).Count(_ => topology.IsUpstream(random.Next(10_000), random.Next(10_000)));
        var (elapsed, allocated) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        output.WriteLine($"{upstream} of 30,000 in {elapsed.TotalMilliseconds:0} ms, {allocated >> 20} MB");
        Assert.True(elapsed < TimeSpan.FromSeconds(2), $"took {elapsed}");
        Assert.True(allocated < 100 << 20, $"took {allocated >> 20} MB");
    }

    [Fact]
    public void Every_knot_is_told_by_its_shortest_circle()
    {
        // 0 → 1 → 2 → 0 with the shortcut 1 → 0; 3 → 4 → 3; 5 behind both.
        var topology = GraphTopology.Of(Graph(6, node => node switch { 0 => [2, 1], 1 => [0], 2 => [1], 3 => [4], 4 => [3], _ => [0, 4] }));
        Assert.Equal([[0, 1], [3, 4]], topology.Cycles());
    }

    private static bool Reaches(GraphDefinition graph, int from, int to)
    {
        var seen = new HashSet<string>(graph.Nodes[to].Needs.Select(need => need.Id));
        var queue = new Queue<string>(seen);
        while (queue.TryDequeue(out var id))
        {
            foreach (var need in graph.Nodes.Single(node => node.Id == id).Needs.Where(need => seen.Add(need.Id)))
                queue.Enqueue(need.Id);
        }

        return seen.Contains($"n{from}");
    }

    private static GraphDefinition Graph(int count, Func<int, IEnumerable<int>> needs) => new()
    {
        Name = "random",
        Nodes = [.. Enumerable.Range(0, count).Select(i => new NodeDefinition($"n{i}", "rule") { Needs = [.. needs(i).Select(need => new NodeReference($"n{need}"))] })],
    };
}
