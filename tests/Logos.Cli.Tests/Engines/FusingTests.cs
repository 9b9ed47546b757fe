using System.Text;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Cli.Tests.Engines;

/// <summary>Whether nodes travel alone or as one task makes a difference in time, and in nothing else.</summary>
public sealed class FusingTests(ITestOutputHelper output)
{
    private static readonly string[] Yields =
    [
        "\"${{ # }}\"", "\"${{ #.$status }}\"", "\"${{ #.$error }}\"", "\"${{ [#, #.$status, #.$error.code] }}\"",
        "{ v: \"${{ #.v }}\", s: \"${{ #.$status }}\" }", "{ v: \"${{ index_of }}\" }", "\"${{ run.attempt }}\"", "\"is ${{ # }}\"",
        "\"${{ # == null ? 'nothing' : # }}\"", "\"${{ inputs.word * 2 }}\"", "{ v: { deep: \"${{ #.v.deep }}\" } }",
    ];

    [Fact]
    public async Task Fused_or_not_a_graph_comes_to_the_same()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("LOGOS_SEED"), out var given) ? given : Environment.TickCount;
        output.WriteLine($"LOGOS_SEED={seed}");
        var random = new Random(seed);
        var graphs = Enumerable.Range(0, 80).Select(i => (Name: $"g{i}", Text: Graph(random))).ToArray();
        await using var fused = new Embedded();
        await using var single = new Embedded(fusing: false);
        foreach (var (name, text) in graphs)
        {
            fused.Graph(name, text);
            single.Graph(name, text);
        }

        var inputs = ValueMap.From([new("word", "abc")]);
        foreach (var (name, text) in graphs)
        {
            var (alone, together) = (Tell(await single.RunAsync(name, inputs)), Tell(await fused.RunAsync(name, inputs)));
            Assert.True(alone == together, $"{text}\nnot fused:\n{alone}\nfused:\n{together}");
        }
    }

    [Fact]
    public async Task Engine_fusing_off_sends_every_node_on_its_own()
    {
        const string Chain = "nodes:\n  a: { type: count }\n  b: { type: count, needs: [a] }\n  c: { type: count, needs: [b] }";
        foreach (var fusing in new[] { true, false })
        {
            await using var engine = new Embedded(fusing).Type("count", _ => Value.True, deterministic: true).Graph("chain", Chain);
            var ended = await engine.RunAsync("chain");
            // Only what was handed out has a commit that did it.
            Assert.Equal(fusing ? 1 : 3, ended.Nodes.Count(node => node.DispatchedIn > 0));
        }
    }

    private static string Graph(Random random)
    {
        var text = new StringBuilder("inputs: { word: { type: any } }\nnodes:\n");
        var count = random.Next(2, 9);
        // Where branches run beside one another, a failure stops the others wherever they happen to be.
        var isChain = random.Next(2) == 0;
        for (var i = 0; i < count; i++)
        {
            var needs = i == 0 ? [] : Enumerable.Range(0, i).Where(n => n == i - 1 ? isChain || random.Next(6) > 0 : !isChain && random.Next(8) == 0).ToArray();
            var before = needs.Length == 0 ? "inputs" : $"n{needs[random.Next(needs.Length)]}";
            var yields = Yields[random.Next(Yields.Length)];
            yields = yields.Contains('#', StringComparison.Ordinal) && before == "inputs" ? "{ v: { deep: 1 } }" : yields.Replace("#", before, StringComparison.Ordinal).Replace("index_of", $"{i}", StringComparison.Ordinal);
            text.Append($"  n{i}:\n    type: rule\n    with: {{ output: {yields} }}\n");
            if (needs.Length > 0)
                text.Append($"    needs: [{string.Join(", ", needs.Select(n => $"n{n}"))}]\n");
            if (random.Next(6) == 0)
                text.Append("    join: done\n");
            if (needs.Length > 0 && random.Next(6) == 0)
                text.Append($"    when: n{needs[0]}.$status == \"succeeded\" && n{needs[0]} != 1\n");
            if (!isChain || random.Next(4) > 0)
                text.Append(random.Next(2) == 0 ? "    on_error: continue\n" : "    on_error: { fallback: { v: 7 } }\n");
        }

        text.Append("outputs:\n");
        for (var i = 0; i < count; i++)
            text.Append($"  o{i}: [\"${{{{ n{i} }}}}\", \"${{{{ n{i}.$status }}}}\", \"${{{{ n{i}.$error }}}}\"]\n");
        return text.ToString();
    }

    private static string Tell(StoredExecution ended) => string.Join('\n', ended.Nodes
        .OrderBy(node => node.Node, StringComparer.Ordinal)
        .Select(node => $"{node.Node} {node.Status} {node.Attempt} {node.Output?.Read().ToJson()} {node.Error} {node.SkippedBecause}")
        .Prepend($"{ended.Row.Status} {ended.Row.Error} {ended.Row.Results?.Read().ToJson()}"));
}
