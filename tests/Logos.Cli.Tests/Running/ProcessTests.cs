using System.Diagnostics;

namespace Logos.Cli.Tests.Running;

/// <summary>What only a process of its own can show: streams, signals, exit codes.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ProcessTests()
    {
        _folder.Write("rules.grl", "rule A no-loop { when x > 0 then y = x * 2; }");
        _folder.Write("facts.json", """{"x": 2}""");
        _folder.Write("bad.grl", string.Concat(Enumerable.Range(0, 3000).Select(i => $"rule R{i} {{ when x > then y = 1; }}\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rules_are_evaluated()
    {
        Assert.Equal(
            new CliRun(0, """{"facts":{"x":2,"y":4},"fired":1}""" + "\n", ""),
            await LogosProcess.Run(_folder.Path, "grl", "eval", "rules.grl", "--facts", "facts.json", "--json"));
    }

    [Theory]
    [InlineData("logos --version", 0)]
    [InlineData("logos grl check bad.grl", 2)]
    [InlineData("logos grl chekc bad.grl", 64)]
    [InlineData("echo '{\"x\":1}' | logos grl eval rules.grl --facts - --json", 0)]
    public async Task The_exit_code_reaches_the_shell(string line, int code)
    {
        Assert.Equal(code, (await LogosProcess.Shell(_folder.Path, line)).Code);
    }

    [Theory]
    [InlineData("logos grl check bad.grl --json | head -c 20", "{\"errors\":[{\"code\":\"")]
    [InlineData("logos grl check bad.grl | head -c 5", "error")]
    public async Task A_pipe_that_is_closed_early_brings_no_stack_trace(string line, string output)
    {
        var run = await LogosProcess.Shell(_folder.Path, line);

        Assert.Equal((output, ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task A_pipe_gets_plain_text_unless_colours_are_forced()
    {
        Assert.DoesNotContain('\e', (await LogosProcess.Shell(_folder.Path, "logos grl check bad.grl")).Output);
        Assert.Contains('\e', (await LogosProcess.Shell(_folder.Path, "FORCE_COLOR=1 logos grl check bad.grl")).Output);
        Assert.DoesNotContain('\e', (await LogosProcess.Shell(_folder.Path, "NO_COLOR=1 FORCE_COLOR=1 logos grl check bad.grl")).Output);
    }

    [Fact]
    public async Task Output_is_utf8_whatever_the_locale()
    {
        _folder.Write("facts.json", """{"name": "価格"}""");

        var run = await LogosProcess.Shell(_folder.Path, "LC_ALL=C LANG=C logos grl eval rules.grl --facts facts.json --json");

        Assert.Contains("価格", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_ends_quietly_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        Assert.SkipWhen(InterruptIsIgnored(), "this test run ignores SIGINT, as a background job does, and so do its children");
        // It waits on its standard input, which stays open, so that whenever the signal comes it is not done.
        using var process = LogosProcess.Start(_folder.Path, "grl", "check", "-");
        await process.StandardInput.WriteAsync("rule A");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    internal static bool InterruptIsIgnored() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 0b10) != 0;
}
