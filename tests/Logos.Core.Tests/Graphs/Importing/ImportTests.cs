using System.Globalization;
using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Importing;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Faults;

namespace Logos.Core.Tests.Graphs.Importing;

public sealed class ImportTests
{
    private const string Samples = "Graphs/Importing/Samples";
    private const string Refused = "Graphs/Importing/Refused";

    public static TheoryData<string> SampleFiles => Files(Samples);

    public static TheoryData<string> RefusedFiles => Files(Refused);

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void A_graph_is_carried_over(string file)
    {
        var result = Import(Samples, file);
        Assert.Empty(result.Faults);
        Golden.Verify($"{Samples}/{Name(file)}.graph.yaml", GraphWriter.ToYaml(result.Graph!));
        Golden.Verify($"{Samples}/{Name(file)}.notes.txt", string.Concat(result.Notes.Select(note => $"{note.Line}: {note.Message}\n")));
    }

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void What_is_carried_over_is_valid_and_has_a_plan(string file)
    {
        var yaml = GraphWriter.ToYaml(Import(Samples, file).Graph!);
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.Empty(reading.Errors);
        Assert.Equal(yaml, GraphWriter.ToYaml(reading.Graph!));
        Assert.NotEmpty(GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn).Nodes);
    }

    [Theory]
    [MemberData(nameof(RefusedFiles))]
    public void What_cannot_be_carried_over_is_named(string file)
    {
        var result = Import(Refused, file);
        Assert.Null(result.Graph);
        Golden.Verify($"{Refused}/{Name(file)}.faults.txt", string.Concat(result.Faults.Select(Told)));
    }

    [Theory]
    [InlineData("Order Flow (v2)", "order-flow-v2")]
    [InlineData("purchasing_flow_graph", "purchasing_flow_graph")]
    [InlineData("2nd", "graph-2nd")]
    [InlineData("///", "graph")]
    public void A_graph_gets_a_name_that_it_may_have(string name, string expected)
    {
        var result = GraphImporter.Import("nodes: { a: RuleNode }"u8, GraphFormat.Yaml, new(name));
        Assert.Equal(expected, result.Graph!.Name);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_becomes_a_valid_graph()
    {
        var texts = SampleFiles.Concat(RefusedFiles).Select(row => row.Data).Distinct().Select(file => (file, text: File.Exists(Golden.PathTo($"{Samples}/{file}")) ? Golden.Read($"{Samples}/{file}") : Golden.Read($"{Refused}/{file}"))).ToList();
        var first = Environment.GetEnvironmentVariable("LOGOS_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 20260201;
        for (var seed = first; seed < first + 600; seed++)
        {
            var random = new Random(seed);
            var (file, text) = texts[random.Next(texts.Count)];
            var damaged = Damage(text, random);
            var result = GraphImporter.Import(Encoding.UTF8.GetBytes(damaged), FormatOf(file), new("damaged"));
            Assert.True(result.Graph is not null || result.Faults.Count > 0, $"seed {seed}: nothing came of it, and nothing was said");
            if (result.Graph is null)
                continue;
            var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(GraphWriter.ToYaml(result.Graph)), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
            Assert.True(reading.IsValid, $"seed {seed}, {file}: {string.Join("; ", reading.Errors.Select(fault => fault.Message))}\n{damaged}\n{GraphWriter.ToYaml(result.Graph)}");
        }
    }

    // Swaps words, and cuts pieces out.
    private static string Damage(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var words = text.Split(' ');
            var at = random.Next(words.Length);
            if (random.Next(3) == 0)
                text = text.Remove(random.Next(text.Length), 1);
            else
                text = string.Join(' ', words[..at].Append(words[random.Next(words.Length)]).Concat(words[(at + 1)..]));
        }

        return text;
    }

    private static GraphFormat FormatOf(string file) => file.EndsWith(".json", StringComparison.Ordinal) ? GraphFormat.Json : GraphFormat.Yaml;

    private static ImportResult Import(string folder, string file) =>
        GraphImporter.Import(Encoding.UTF8.GetBytes(Golden.Read($"{folder}/{file}")), FormatOf(file), new(Name(file)));

    private static string Told(Fault fault) =>
        string.Create(CultureInfo.InvariantCulture, $"{fault.Line}:{fault.Column} {fault.Code} {fault.Path}\n  {fault.Message}\n{(fault.Hint is null ? "" : $"  ({fault.Hint})\n")}");

    private static string Name(string file) => file[..file.IndexOf('.', StringComparison.Ordinal)];

    private static TheoryData<string> Files(string folder) => [.. Directory.GetFiles(Golden.PathTo(folder), "*.foreign.*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
