using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Gateway.Console.Drawing;

namespace Logos.Gateway.Tests.Console;

public sealed class LayoutTests
{
    [Theory]
    [InlineData("a; b:a; c:a; d:b,c; e:a,d")]
    [InlineData("a; b; c; d:a,b,c; e:a; f:b; g:d,e,f; h:a,g; i:c,h")]
    [InlineData("a; b:a; c:b; d:c; e:d; f:a,e; g:b,f; h:a,g")]
    public void Nodes_stand_apart_and_no_edge_runs_through_one(string graph)
    {
        var plan = Plan(graph);

        var layout = Layout.Of(plan)!;

        for (var i = 0; i < plan.Nodes.Count; i++)
        {
            var (x, y) = layout.Nodes[i];
            Assert.InRange(x, 0, layout.Width - Layout.NodeWidth);
            Assert.InRange(y, Layout.NodeHeight / 2, layout.Height - Layout.NodeHeight / 2);
            for (var j = 0; j < i; j++)
                Assert.False(layout.Nodes[j].X == x && Math.Abs(layout.Nodes[j].Y - y) < Layout.NodeHeight + 1, $"{plan.Nodes[i].Id} covers {plan.Nodes[j].Id}");
            foreach (var (from, to, way) in layout.Edges)
                Assert.DoesNotContain(way, place => from != i && to != i && place.X == x && Math.Abs(place.Y - y) < Layout.NodeHeight / 2);
        }
    }

    [Fact]
    public void Two_ways_that_need_not_cross_do_not()
    {
        var layout = Layout.Of(Plan("a; b; c:b; d:a"))!;

        Assert.Equal(layout.Nodes[0].Y < layout.Nodes[1].Y, layout.Nodes[3].Y < layout.Nodes[2].Y);
    }

    [Fact]
    public void What_nobody_could_read_is_not_drawn() =>
        Assert.Null(Layout.Of(Plan(string.Join(';', Enumerable.Range(0, 401).Select(i => $"n{i}")))));

    private static GraphPlan Plan(string graph)
    {
        var yaml = new StringBuilder("name: drawn\nnodes:\n");
        foreach (var node in graph.Split(';', StringSplitOptions.TrimEntries))
        {
            var parts = node.Split(':');
            yaml.Append($"  {parts[0]}: {{ type: rule, needs: [{(parts.Length > 1 ? parts[1] : "")}], with: {{ output: 1 }} }}\n");
        }

        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml.ToString()), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join("; ", reading.Faults.Select(fault => fault.Message)));
        return GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn);
    }
}
