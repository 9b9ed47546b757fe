using System.Text.Json;
using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Cli.Tests.Running;
using Logos.Core.Documents;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Cli.Tests.Data;

public sealed class DataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public DataTests()
    {
        for (var run = 0; run < 2; run++)
            Assert.Equal(0, InProcess.In(_folder, "run", Repository.PathOf("samples", "hello", "hello.yaml"), "--keep", "kept").Code);
    }

    private string Segment => Directory.GetFiles(Path.Combine(_folder.Path, "kept"), "*.journal").Order(StringComparer.Ordinal).Last();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_folder_is_summed_up()
    {
        var check = InProcess.In(_folder, "data", "check", "kept");
        Assert.Equal((0, ""), (check.Code, check.Error));
        Assert.StartsWith("kept is sound\n", check.Output, StringComparison.Ordinal);
        Assert.Contains("0 open, 2 finished, 0 not begun", check.Output, StringComparison.Ordinal);
        Assert.Contains("graphs      1 graph in 1 version\n", check.Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(InProcess.In(_folder, "data", "check", "kept", "--json").Output);
        Assert.True(json.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(2, json.RootElement.GetProperty("executions").GetProperty("finished").GetInt32());
        Assert.Equal(0, json.RootElement.GetProperty("errors").GetArrayLength());

        _folder.Write("hello.yaml", "name: hello\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        _folder.Write("other.yaml", "name: other\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        foreach (var graph in new[] { "hello.yaml", "other.yaml" })
            Assert.Equal(0, InProcess.In(_folder, "run", graph, "--keep", "kept").Code);
        using var more = JsonDocument.Parse(InProcess.In(_folder, "data", "check", "kept", "--json").Output);
        Assert.Equal("""{"names":2,"versions":3}""", more.RootElement.GetProperty("graphs").GetRawText());
    }

    [Fact]
    public void A_damaged_record_is_found_with_its_file_and_place_and_nothing_is_compacted()
    {
        var bytes = File.ReadAllBytes(Segment);
        bytes[200] ^= 1;
        File.WriteAllBytes(Segment, bytes);

        var check = InProcess.In(_folder, "data", "check", "kept");
        Assert.Equal(1, check.Code);
        Assert.Contains("LGS4001", check.Error, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(Segment), check.Error, StringComparison.Ordinal);
        Assert.Contains("kept is damaged", check.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(InProcess.In(_folder, "data", "check", "kept", "--json").Output);
        Assert.False(json.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal("LGS4001", json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());

        Assert.Equal(1, InProcess.In(_folder, "data", "compact", "kept").Code);
        Assert.Equal(bytes, File.ReadAllBytes(Segment));
    }

    [Fact]
    public void Damage_below_the_snapshot_is_found_as_well()
    {
        Assert.Equal(0, InProcess.In(_folder, "data", "compact", "kept").Code);
        var bytes = File.ReadAllBytes(Segment);
        bytes[200] ^= 1;
        File.WriteAllBytes(Segment, bytes);
        Assert.Equal(1, InProcess.In(_folder, "data", "check", "kept").Code);
    }

    [Fact]
    public void Compacting_keeps_the_executions_and_tells_the_sizes()
    {
        var compact = InProcess.In(_folder, "data", "compact", "kept");
        Assert.Equal((0, ""), (compact.Code, compact.Error));
        Assert.Matches("^kept: .* before, .* now\n$", compact.Output);
        Assert.Contains("2 finished", InProcess.In(_folder, "data", "check", "kept").Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(InProcess.In(_folder, "data", "compact", "kept", "--json").Output);
        Assert.True(json.RootElement.GetProperty("bytes_after").GetInt64() > 0);
    }

    [Fact]
    public async Task Documents_are_counted()
    {
        await using (var store = JournalStore.Open(Path.Combine(_folder.Path, "kept")))
        {
            var expired = new DocumentWrite("default", "secret", "expired", "1"u8.ToArray()) { ExpiresAt = DateTimeOffset.UnixEpoch };
            Assert.Null(await store.Documents.WriteAsync([expired, expired with { Name = "a", ExpiresAt = null }, expired with { Name = "b", ExpiresAt = null }], TestContext.Current.CancellationToken));
        }

        Assert.Matches("\n  documents   2\n", InProcess.In(_folder, "data", "check", "kept").Output);
        using var json = JsonDocument.Parse(InProcess.In(_folder, "data", "check", "kept", "--json").Output);
        Assert.Equal(2, json.RootElement.GetProperty("documents").GetInt32());
    }

    [Fact]
    public async Task Compacting_keeps_the_size_of_the_segments()
    {
        var text = new string('x', 2000);
        var yaml = System.Text.Encoding.UTF8.GetBytes($"name: g\nnodes:\n  a: {{ type: rule, with: {{ output: {{ v: {text} }} }} }}\n");
        var graph = GraphPlan.Build(GraphLoader.Load(yaml, GraphFormat.Yaml, NodeTypeRegistry.BuiltIn).Graph!, NodeTypeRegistry.BuiltIn);
        var small = Path.Combine(_folder.Path, "small");
        await using (var engine = EmbeddedEngine.Start(new() { Folder = small, Graphs = new Dictionary<string, GraphPlan> { ["g"] = graph }, Journal = new() { SegmentSize = JournalOptions.SmallestSegment } }))
        {
            for (var i = 0; i < 10; i++)
            {
                using var watch = await engine.SubmitAsync("g", ValueMap.Empty, cancellationToken: TestContext.Current.CancellationToken);
                await foreach (var _ in watch.Changes.ReadAllAsync(TestContext.Current.CancellationToken))
                {
                }
            }
        }

        Assert.Equal(0, InProcess.In(_folder, "data", "compact", "small").Code);
        Assert.InRange(Directory.GetFiles(small).Sum(file => new FileInfo(file).Length), 1, 256 * 1024);
    }

    [Theory]
    [InlineData("nowhere", "there is no folder nowhere")]
    [InlineData("other", "other holds no journal")]
    public void What_is_no_folder_of_an_engine_is_refused_and_left_as_it_is(string name, string words)
    {
        _folder.Write("other/notes.txt", "mine");
        foreach (var verb in new[] { "check", "compact" })
        {
            var refused = InProcess.In(_folder, "data", verb, name);
            Assert.Equal(2, refused.Code);
            Assert.Contains(words, refused.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "nowhere")));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "other")));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_with_whoever_is_inside()
    {
        await using var log = JournalLog.Open(Path.Combine(_folder.Path, "kept"));
        foreach (var verb in new[] { "check", "compact" })
        {
            var refused = InProcess.In(_folder, "data", verb, "kept");
            Assert.Equal(2, refused.Code);
            Assert.Contains($"process {Environment.ProcessId}", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_a_folder_it_says_what_it_needs() => Assert.Equal(64, InProcess.In(_folder, "data", "check").Code);
}
