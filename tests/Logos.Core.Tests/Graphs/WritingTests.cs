using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Formatting;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Graphs;

public sealed class WritingTests(ITestOutputHelper output)
{
    private const int Rounds = 100;

    [Fact]
    public void What_is_written_reads_back_as_the_same_in_either_form()
    {
        ForEachGraph((graph, text) =>
        {
            var written = GraphWriter.ToYaml(graph);
            var yaml = Valid(Loading.Yaml(written), written);
            var json = Valid(Loading.Json(Encoding.UTF8.GetString(GraphWriter.ToJson(graph))), text);
            var expected = Encoding.UTF8.GetString(GraphWriter.ToJson(graph));
            Assert.Equal(expected, Encoding.UTF8.GetString(GraphWriter.ToJson(yaml)));
            Assert.Equal(expected, Encoding.UTF8.GetString(GraphWriter.ToJson(json)));
            Assert.Equal(GraphWriter.ContentHash(graph), GraphWriter.ContentHash(yaml));
            Assert.Equal(GraphWriter.ContentHash(graph), GraphWriter.ContentHash(Valid(Loading.Json(Encoding.UTF8.GetString(GraphWriter.ToCanonicalJson(graph))), text)));
        });
    }

    [Fact]
    public void The_hash_does_not_depend_on_the_order_of_keys()
    {
        var random = Seeded();
        var graphs = new RandomGraphs(random);
        for (var i = 0; i < Rounds; i++)
        {
            var definition = graphs.Next();
            var one = Valid(Loading.Json(((Value)definition).ToJson()), "");
            var other = Valid(Loading.Json(graphs.Reordered(definition).ToJson()), "");
            Assert.Equal(GraphWriter.ContentHash(one), GraphWriter.ContentHash(other));
        }
    }

    [Fact]
    public void Formatting_changes_no_meaning_and_settles_at_once()
    {
        ForEachGraph((graph, text) =>
        {
            var yaml = GraphWriter.ToYaml(graph);
            var once = GraphFormatter.Format(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, out var faults);
            Assert.Empty(faults);
            Assert.Equal(once, GraphFormatter.Format(Encoding.UTF8.GetBytes(once!), GraphFormat.Yaml, out faults));
            Assert.Equal(GraphWriter.ContentHash(graph), GraphWriter.ContentHash(Valid(Loading.Yaml(once!), text)));
        });
    }

    [Theory]
    [InlineData("timeout: 60s", "timeout: 1m")]
    [InlineData("when: inputs.a > 1", "when: ${{ inputs.a > 1 }}")]
    [InlineData("join: all", "")]
    [InlineData("on_error: fail", "")]
    [InlineData("foreach: { items: inputs.a }", "foreach: { items: '${{ inputs.a }}' }")]
    [InlineData("description: x", "description: \"x\"")]
    [InlineData("retry: { attempts: 3 }", "retry: { attempts: 3, backoff: exponential }")]
    public void One_meaning_has_one_hash(string one, string other) => Assert.Equal(HashOf(one), HashOf(other));

    [Theory]
    [InlineData("timeout: 60s", "timeout: 61s")]
    [InlineData("on_error: { fallback: 1 }", "on_error: { fallback: '1' }")]
    [InlineData("on_error: { fallback: 'a' }", "on_error: { fallback: '${{ inputs.a }}' }")]
    public void Another_meaning_has_another_hash(string one, string other) => Assert.NotEqual(HashOf(one), HashOf(other));

    [Fact]
    public void The_canonical_form_is_fixed()
    {
        var graph = Loading.ValidYaml("""
            name: fixed
            nodes:
              b: { type: rule, with: { output: { z: 1.50, a: [1e2, "${{ 1 + 1 }}"] } }, timeout: 90s }
              a: { type: rule, with: { output: ü } }
            """);
        Assert.Equal("""{"name":"fixed","nodes":{"a":{"type":"rule","with":{"output":"ü"}},"b":{"timeout":"90s","type":"rule","with":{"output":{"a":[100,"${{ 1 + 1 }}"],"z":1.5}}}}}""", Encoding.UTF8.GetString(GraphWriter.ToCanonicalJson(graph)));
        Assert.Equal("c12b1a416eb67ab5175f314ff25d3ef851769b4c8f5116d37e55eee46bf96cfc", GraphWriter.ContentHash(graph));
    }

    private static string HashOf(string field) => GraphWriter.ContentHash(Loading.ValidYaml($$"""
        name: x
        inputs: { a: { type: any } }
        nodes:
          n:
            type: rule
            with: { output: 1 }
            {{field}}
        """));

    private void ForEachGraph(Action<Core.Graphs.Definition.GraphDefinition, string> check)
    {
        var graphs = new RandomGraphs(Seeded());
        for (var i = 0; i < Rounds; i++)
        {
            var json = ((Value)graphs.Next()).ToJson();
            check(Valid(Loading.Json(json), json), json);
        }
    }

    private Random Seeded()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return new(seed);
    }

    private static Core.Graphs.Definition.GraphDefinition Valid(GraphReading reading, string text)
    {
        Assert.True(reading.IsValid, FaultText.Of([.. reading.Errors], text) + text);
        return reading.Graph!;
    }
}
