namespace Logos.Cli.Tests.Running;

/// <summary>Streams that are full, closed, or left by their reader, for every command that writes.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public StreamTests()
    {
        _folder.Write("rules.grl", "rule A no-loop { when x > 0 then y = x * 2; }");
        _folder.Write("facts.json", """{"x": 2}""");
        _folder.Write("graph.yaml", "name: one\nnodes:\n  a:\n    type: rule\n    with:\n      output: 1\n");
    }

    public static TheoryData<string> Writing =>
    [
        "--help", "--version", "--version --json", "grl eval --help", "completion bash", "schema", "schema --json", "[suggest:4] vali",
        "validate graph.yaml", "validate graph.yaml --json", "validate no.yaml", "plan graph.yaml", "plan graph.yaml --json", "fmt graph.yaml", "import graph.yaml --json",
        "run graph.yaml --json", "new other", "grl check rules.grl", "grl eval rules.grl --facts facts.json", "grl eval rules.grl --facts facts.json --json", "nope --json",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task A_full_disk_is_told_and_is_a_failure(string line)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        var run = await LogosProcess.Shell(_folder.Path, $"logos {line} > /dev/full");

        Assert.Contains("error LGS9021: standard output cannot be written: No space left on device\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task Closed_standard_output_is_told_and_is_a_failure(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no such shell");

        var run = await LogosProcess.Shell(_folder.Path, $"logos {line} >&-");

        Assert.Contains("error LGS9021: standard output cannot be written: it is closed\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task What_standard_error_loses_changes_no_exit_code(string redirect)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        Assert.Equal(new CliRun(64, "", ""), await LogosProcess.Shell(_folder.Path, $"logos nope {redirect}"));
        Assert.Equal(new CliRun(2, "", ""), await LogosProcess.Shell(_folder.Path, $"logos plan no.yaml {redirect}"));
        Assert.Equal((0, "{\n  \"x\": 2,\n  \"y\": 4\n}\n"), Told(await LogosProcess.Shell(_folder.Path, $"logos grl eval rules.grl --facts facts.json {redirect}")));
        Assert.Equal(new CliRun(1, "", ""), await LogosProcess.Shell(_folder.Path, $"logos --version >&- {redirect}"));
    }

    [Theory]
    [InlineData("validate -")]
    [InlineData("grl check -")]
    [InlineData("fmt --check -")]
    public async Task Closed_standard_input_is_told(string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no such shell");

        var run = await LogosProcess.Shell(_folder.Path, $"logos {line} <&-");

        Assert.StartsWith("error LGS9012: <stdin> cannot be read: standard input is closed\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Code);
    }

    [Fact]
    public async Task All_three_may_be_closed() =>
        Assert.Equal(new CliRun(1, "", ""), await LogosProcess.Shell(_folder.Path, "logos validate - <&- >&- 2>&-"));

    [Theory]
    [InlineData("schema")]
    [InlineData("--help")]
    [InlineData("completion zsh")]
    public async Task A_reader_that_leaves_early_ends_it_quietly(string line)
    {
        var run = await LogosProcess.Shell(_folder.Path, $"logos {line} | head -1; echo ${{PIPESTATUS[0]}}");

        Assert.Equal("", run.Error);
        Assert.EndsWith("\n0\n", run.Output, StringComparison.Ordinal);
    }

    private static (int, string) Told(CliRun run) => (run.Code, run.Output);
}
