using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;

namespace Logos.Simulation.Graphs;

/// <summary>Graphs of every shape that the engine knows, made from a seed.</summary>
public static class RandomGraph
{
    public static GraphPlan Make(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var text = new StringBuilder("name: random\ninputs:\n  list: { type: array }\nnodes:\n");
        var count = random.Next(1, 9);
        var edges = new List<string>();
        for (var i = 0; i < count; i++)
            Node(random, text, i, edges);
        if (edges.Count > 0)
            text.Append("edges:\n").AppendJoin("", edges);
        text.Append("outputs:\n  last: ${{ n").Append(count - 1).Append(".ok }}\n");
        return Parse(text.ToString());
    }

    public static GraphPlan Parse(string text)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(text), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        return reading.IsValid
            ? GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn)
            : throw new InvalidOperationException($"{string.Join('\n', reading.Errors)}\n{text}");
    }

    private static void Node(Random random, StringBuilder text, int i, List<string> edges)
    {
        var upstream = Enumerable.Range(0, i).Where(_ => random.Next(3) == 0).ToList();
        if (i > 0 && upstream.Count == 0 && random.Next(3) > 0)
            upstream.Add(i - 1);
        var byEdge = upstream.Where(_ => random.Next(4) == 0).ToList();
        var needs = upstream.Except(byEdge).ToList();
        text.Append("  n").Append(i).Append(":\n");
        if (needs.Count > 0)
            text.Append("    needs: [").AppendJoin(", ", needs.Select(n => $"n{n}")).Append("]\n");
        foreach (var from in byEdge)
            edges.Add($"  - {{ from: n{from}, to: n{i}{(random.Next(2) == 0 ? $", when: n{from}.ok == true" : "")} }}\n");
        var kind = random.Next(12);
        var isForeach = kind is 4 or 5;
        text.Append(kind switch
        {
            0 => "    type: wait\n    with: { for: 5s }\n",
            1 => "    type: wait\n    with: { signal: go, within: 1h }\n",
            2 => $"    type: approval\n    with: {{ message: Well, within: 1h, on_timeout: {(random.Next(2) == 0 ? "fail" : "reject")} }}\n",
            3 => "    type: subgraph\n    with: { graph: other }\n",
            4 => "    type: http\n    with: { url: \"https://example.org\" }\n    foreach: { items: \"${{ inputs.list }}\", concurrency: 2 }\n",
            5 => "    type: subgraph\n    with: { graph: other }\n    foreach: { items: \"${{ inputs.list }}\", concurrency: 3 }\n",
            6 => $"    type: loop\n    with: {{ graph: other, until: last.ok, max: 3{(random.Next(2) == 0 ? ", delay: 2s" : "")} }}\n",
            7 or 8 => "    type: http\n    with: { url: \"https://example.org\" }\n",
            _ => "    type: rule\n    with: { output: { ok: true } }\n",
        });
        if (upstream.Count > 0 && random.Next(4) == 0)
            text.Append("    join: ").Append(random.Next(2) == 0 ? "any" : "done").Append('\n');
        if (upstream.Count > 0 && random.Next(4) == 0)
            text.Append("    when: n").Append(upstream[random.Next(upstream.Count)]).Append(random.Next(3) == 0 ? ".$status == \"succeeded\"\n" : ".ok == true\n");
        if (kind is >= 3 and <= 8 && random.Next(4) == 0)
            text.Append("    timeout: ").Append(5 * random.Next(1, 5)).Append("s\n");
        if (random.Next(3) == 0)
            text.Append("    retry: { attempts: ").Append(random.Next(1, 4)).Append(", delay: 1s }\n");
        if (random.Next(4) == 0)
            text.Append(random.Next(2) == 0 || isForeach ? "    on_error: continue\n" : "    on_error: { fallback: { ok: false } }\n");
        if (kind is 7 or 8 && random.Next(2) == 0)
            text.Append("    compensate: { type: http, with: { url: \"https://example.org/undo\" } }\n");
    }
}
