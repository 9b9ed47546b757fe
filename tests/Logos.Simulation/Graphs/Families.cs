using Logos.Core.Graphs.Planning;

namespace Logos.Simulation.Graphs;

/// <summary>Executions that start executions that start executions: more than a small turn takes, and a small commit.</summary>
public static class Families
{
    /// <summary>Three families at once, one that is given up after a while, and up to two more: some 30 executions, many of which are called off.</summary>
    public static readonly GraphPlan Clan = RandomGraph.Parse(
        """
        name: clan
        inputs:
          list: { type: array }
        nodes:
          f: { type: subgraph, foreach: { items: "${{ inputs.list }}", concurrency: 3 }, with: { graph: family } }
          s: { type: subgraph, with: { graph: family }, timeout: 5s, on_error: continue }
          l: { type: loop, with: { graph: family, until: last.n > 0, max: 2 }, timeout: 8s, on_error: { fallback: { n: 0 } } }
          z: { type: rule, needs: [f, s, l], join: done, with: { output: { ok: true } } }
        outputs: { ok: "${{ z.ok }}" }
        """);

    /// <summary>Five children, and a wait that outlasts them all: who is not called off is seen by it.</summary>
    public static readonly GraphPlan Family = RandomGraph.Parse(
        """
        name: family
        nodes:
          f: { type: subgraph, foreach: { items: "${{ [1, 2, 3, 4, 5] }}", concurrency: 5 }, with: { graph: other } }
          w: { type: wait, with: { for: 15m } }
        outputs: { n: "${{ len(f) }}" }
        """);
}
