using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;

namespace Logos.Cli.Tests.Run;

public sealed partial class LiveTableTests : IDisposable
{
    private const string Graph = """
        name: live
        nodes:
          first: { type: rule, foreach: { items: "${{ [1, 2, 3] }}" }, with: { output: "${{ item }}" } }
          pause: { type: wait, needs: [first], with: { for: 150ms } }
          never: { type: rule, needs: [pause], when: "false", with: { output: 1 } }
          check:
            type: assert
            needs: [pause]
            with: { checks: [{ that: "false", message: "a long story that no narrow terminal has room for, from its beginning to its end" }] }
            on_error: continue
        """;

    private readonly TempFolder _folder = new();

    public LiveTableTests() => _folder.Write("live.yaml", Graph);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_terminal_shows_a_row_for_each_node_written_over_in_place()
    {
        var run = OnScreen(100, 24);

        Assert.Equal(0, run.Code);
        Assert.Equal(
            ["first succeeded 3/3", "pause succeeded", "never skipped", "check failed LGS5020: a long story"],
            LastFrame(run).Select(line => Times().Replace(line, "").Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Select(parts => string.Join(' ', parts)).Select(line => line.StartsWith("check", StringComparison.Ordinal) ? line[..34] : line.Replace("when is false", "", StringComparison.Ordinal).Trim()).Select(line => line.StartsWith("never", StringComparison.Ordinal) ? "never skipped" : line));
        Assert.Contains("\e[4A", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("completed after", Escapes().Replace(run.Error, "").TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal_and_no_table_higher()
    {
        var run = OnScreen(44, 5);

        var frames = Frames().Matches(run.Error).Select(frame => Lines(frame.Groups[1].Value)).ToList();
        Assert.All(frames, frame => Assert.InRange(frame.Count, 1, 3));
        Assert.All(frames.SelectMany(frame => frame), line => Assert.InRange(DisplayWidth.Of(line), 0, 43));
        Assert.Contains(frames[^1], line => line.Contains("and 2 more", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_colours_the_table_is_the_same_but_for_them()
    {
        var run = OnScreen(100, 24, ("NO_COLOR", "1"));

        Assert.DoesNotMatch(@"\e\[[0-9;]*m", run.Error);
        Assert.Equal(4, LastFrame(run).Count);
    }

    [Theory]
    [InlineData("dumb")]
    [InlineData("")]
    public void A_terminal_that_cannot_write_over_lines_gets_plain_ones(string term)
    {
        var run = OnScreen(100, 24, ("TERM", term), ("NO_COLOR", "1"));

        Assert.DoesNotContain("\e", run.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)pause +running", run.Error);
    }

    [Fact]
    public async Task A_real_terminal_is_recognised()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "there is no `script` to make a terminal with");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"stty cols 60 rows 20; '{LogosProcess.Executable}' run live.yaml", "/dev/null"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("\e[4A", output, StringComparison.Ordinal);
        Assert.All(Frames().Matches(output).SelectMany(frame => Lines(frame.Groups[1].Value)), line => Assert.InRange(DisplayWidth.Of(line), 0, 59));
    }

    [Fact]
    public void What_a_node_says_while_it_runs_stands_in_its_row_until_it_has_ended()
    {
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(Stream.Null, TextWriter.Null, error, name => name == "TERM" ? "xterm" : null) { ErrorIsTerminal = true, Width = () => 100, Height = () => 24 };
        var plan = GraphPlan.Build(GraphLoader.Load(Encoding.UTF8.GetBytes("name: g\nnodes:\n  a: { type: rule, with: { output: 1 } }\n"), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn).Graph!, NodeTypeRegistry.BuiltIn);
        var head = new ExecutionHead { Id = Guid.Empty, Root = Guid.Empty, Partition = 0, Workspace = "w", Graph = "g", GraphVersion = 1, Inputs = Payload.Null, CreatedAt = DateTimeOffset.UnixEpoch };
        var view = new RunView(terminal, new Dictionary<string, GraphPlan> { ["g"] = plan }, quiet: false);
        view.Expect(plan);

        // Nothing runs yet: that would be of an attempt before.
        Assert.DoesNotContain("too early", Row(Change(null, new("a", null, "too early"))), StringComparison.Ordinal);
        Row(Change(NodeStatus.Running, null));
        Assert.EndsWith("half way", Row(Change(null, new("a", null, "half way"))), StringComparison.Ordinal);
        Assert.EndsWith("half way", Row(Change(NodeStatus.Running, null)), StringComparison.Ordinal);
        Assert.EndsWith("[3] {\"done\":7}", Row(Change(null, new("a", 3, ValueMap.From([new("done", 7)])))), StringComparison.Ordinal);
        Assert.DoesNotContain("done", Row(Change(NodeStatus.Succeeded, null)), StringComparison.Ordinal);

        ExecutionChange Change(NodeStatus? status, NodeProgress? progress) =>
            new(head, new(Guid.Empty, new(ExecutionStatus.Running, default, null, null, null, null, null, new(Value.Null, 0, null, false, [])), status is { } now ? [new("a") { Status = now, Attempt = 1 }] : [], [])) { Progress = progress };

        string Row(ExecutionChange change)
        {
            error.GetStringBuilder().Clear();
            view.Tell(change);
            view.Refresh();
            return Lines(Frames().Matches(error.ToString())[^1].Groups[1].Value).Single();
        }
    }

    private CliRun OnScreen(int width, int height, params (string Name, string Value)[] variables)
    {
        var cli = new InProcess { Folder = _folder.Path, OnTerminal = true, Width = width, Height = height };
        cli.Environment["TERM"] = "xterm";
        foreach (var (name, value) in variables)
            cli.Environment[name] = value;
        return cli.Run("run", "live.yaml");
    }

    private static List<string> LastFrame(CliRun run) => Lines(Frames().Matches(run.Error)[^1].Groups[1].Value);

    private static List<string> Lines(string frame) =>
        [.. frame.Replace("\r", "", StringComparison.Ordinal).Split('\n').Select(line => Escapes().Replace(line, "")).Where(line => line.Length > 0)];

    [GeneratedRegex(@"\e\[\?25l(.*?)\e\[\?25h", RegexOptions.Singleline)]
    private static partial Regex Frames();

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\b[0-9.]+m?s\b")]
    private static partial Regex Times();
}
