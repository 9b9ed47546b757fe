using System.Text.RegularExpressions;
using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Graphs;

public sealed partial class NodeTypeTests
{
    public static TheoryData<string> Types => [.. NodeTypeRegistry.BuiltIn.Names];

    [Fact]
    public void The_reference_of_node_types_is_what_the_registry_says() =>
        Golden.Verify("../../docs/nodes.md", NodesPage.Write(NodeTypeRegistry.BuiltIn));

    [Fact]
    public void The_published_schema_is_what_the_registry_says() =>
        Golden.Verify("../../docs/schema/graph.schema.json", GraphSchema.ToJson(NodeTypeRegistry.BuiltIn));

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_example_is_a_node_that_can_be_used(string name)
    {
        var type = NodeTypeRegistry.BuiltIn.Find(name)!;
        var inputs = InputNames().Matches(type.Example).Select(match => match.Groups[1].Value).Distinct().Select(input => $"  {input}: {{ type: any }}\n");
        var needed = NeededNodes().Match(type.Example) is { Success: true } needs ? $"  {needs.Groups[1].Value}: {{ type: rule, with: {{ output: 1 }} }}\n" : "";
        var example = string.Concat(type.Example.Split('\n').Select(line => $"  {line}\n"));
        var reading = Loading.Yaml($"name: example\ndefaults: {{ timeout: 30s }}\ninputs:\n{string.Concat(inputs)}nodes:\n{needed}{example}");
        Assert.True(reading.Faults.Count == 0, FaultText.Of(reading.Faults, example));
        Assert.Equal(name, reading.Graph!.Nodes[^1].Type);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_schema_survives_the_way_to_the_store_and_back(string name)
    {
        var schema = NodeTypeRegistry.BuiltIn.Find(name)!.With;
        var json = SchemaJson.ToValue(schema);
        var back = SchemaJson.Read(ValueJson.Parse(json.ToJson()), out var complaint);
        Assert.Null(complaint);
        Assert.Equal(json.ToJson(), SchemaJson.ToValue(back!).ToJson());
    }

    [Theory]
    [InlineData("""{"type": "text"}""", "schema.type")]
    [InlineData("""{"properties": {"a": {"pattern": "(?=a)"}}}""", "schema.a.pattern")]
    [InlineData("""[1]""", "a list")]
    [InlineData("""{"minimum": "1"}""", "schema.minimum")]
    public void A_schema_that_cannot_be_checked_is_refused_with_words(string json, string word)
    {
        Assert.Null(SchemaJson.Read(ValueJson.Parse(json), out var complaint));
        Assert.Contains(word, complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a": 1, "b": [1]}""", "b[0]")]
    [InlineData("""{"a": 1.5}""", "a")]
    [InlineData("""{"a": 11}""", "a")]
    [InlineData("""{"a": 1, "c": true}""", "c")]
    [InlineData("""{"b": []}""", null)]
    public void A_value_that_comes_from_no_file_is_told_by_its_path(string json, string? path)
    {
        var schema = SchemaJson.Read(ValueJson.Parse("""{"type": "object", "additionalProperties": false, "required": ["a"], "properties": {"a": {"type": "integer", "maximum": 10}, "b": {"type": "array", "items": {"type": "string"}}}}"""), out _)!;
        var faults = new FaultList();
        SchemaCheck.Check(Template.Of(ValueJson.Parse(json)), schema, faults);
        Assert.Equal(path, Assert.Single(faults.InOrder()).Path);
    }

    [Fact]
    public void A_type_of_ones_own_is_checked_like_any_other()
    {
        var schema = SchemaJson.Read(ValueJson.Parse("""{"type": "object", "required": ["level"], "additionalProperties": false, "properties": {"level": {"type": "integer"}}}"""), out _)!;
        var types = NodeTypeRegistry.BuiltIn.With(new NodeType("score", Pool.Io, schema));
        var reading = Core.Graphs.GraphLoader.Load("""
            name: own
            nodes:
              a: { type: score, with: { level: high } }
              b: { type: score, with: { level: 3 } }
            """u8, Core.Graphs.Reading.GraphFormat.Yaml, types);
        Assert.Equal("nodes.a.with.level", Assert.Single(reading.Faults).Path);
    }

    [GeneratedRegex(@"inputs\.(\w+)")]
    private static partial Regex InputNames();

    [GeneratedRegex(@"needs: \[(\w+)\]")]
    private static partial Regex NeededNodes();
}
