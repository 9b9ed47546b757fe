using System.Globalization;
using System.Text;
using Logos.Core.Graphs.Planning;

namespace Logos.Core.Tests.Graphs.Planning;

/// <summary>A random graph without cycles; its nodes are numbered out of order, so that order proves nothing.</summary>
public sealed record Dag(int Seed, int Nodes, IReadOnlyList<(int From, int To)> Edges)
{
    public Adjacency Adjacency => new(Nodes, Edges);

    public static Dag From(int seed, int nodes, int edges)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, nodes).ToArray();
        random.Shuffle(names);
        var found = new HashSet<(int, int)>();
        for (var i = 0; i < edges && nodes > 1; i++)
        {
            var to = random.Next(1, nodes);
            found.Add((names[random.Next(to)], names[to]));
        }

        return new(seed, nodes, [.. found]);
    }

    /// <summary>Mostly chains: what random edges seldom make.</summary>
    public static Dag Stringy(int seed, int nodes)
    {
        var random = new Random(seed);
        var edges = new HashSet<(int, int)>();
        for (var to = 1; to < nodes; to++)
        {
            if (random.Next(10) < 8)
                edges.Add((to - 1, to));
            if (random.Next(10) == 0)
                edges.Add((random.Next(to), to));
        }

        return new(seed, nodes, [.. edges]);
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"seed {Seed}, {Nodes} nodes:");
        foreach (var (from, to) in Edges)
            text.Append(CultureInfo.InvariantCulture, $" {from}>{to}");
        return text.ToString();
    }
}
