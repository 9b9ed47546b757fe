using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Usage;

public sealed class UsageTests
{
    [Theory]
    [InlineData("vaildate x", "`logos` has no command `vaildate`", "did you mean `validate`?")]
    [InlineData("valid x", "`logos` has no command `valid`", "did you mean `validate`?")]
    [InlineData("grl evla x", "`logos grl` has no command `evla`", "did you mean `eval`?")]
    [InlineData("plan x --json=false", "the option `--json` of `logos plan` takes no value", "it is on where it stands, and off where it is left out")]
    [InlineData("validate x --strict:no", "the option `--strict` of `logos validate` takes no value", "it is on where it stands, and off where it is left out")]
    [InlineData("plan x --format mermaid --strict=1", "the option `--strict` of `logos plan` takes no value", null)]
    [InlineData("grl eval facts.json --facts rules.grl", "FILE is the rules and --facts the facts, and `facts.json` and `rules.grl` are the other way round by their names", null)]
    [InlineData("grl eval - --facts rules.grl", "FILE is the rules and --facts the facts, and `-` and `rules.grl` are the other way round by their names", null)]
    [InlineData("--jsno", "`logos` has no option `--jsno`", "did you mean `--json`?")]
    [InlineData("grl eval x --fatcs y", "`logos grl eval` has no option `--fatcs`", "did you mean `--facts`?")]
    [InlineData("grl eval --fatcs --facts y", "`logos grl eval` has no option `--fatcs`", "did you mean `--facts`?")]
    [InlineData("grl eval x", "`logos grl eval` needs `--facts FILE`", null)]
    [InlineData("grl eval --facts x", "`logos grl eval` needs FILE", null)]
    [InlineData("grl eval - --facts", "`logos grl eval` needs `--facts FILE`", null)]
    [InlineData("grl eval x --facts", "`logos grl eval` needs `--facts FILE`", null)]
    [InlineData("grl eval x y --facts z", "`logos grl eval` does not take `y`", null)]
    [InlineData("grl eval - --facts -", "`-` can stand for only one of FILE and --facts", null)]
    [InlineData("grl check", "`logos grl check` needs FILE", null)]
    [InlineData("validate", "`logos validate` needs FILE", null)]
    [InlineData("plan x --format txt", "--format cannot be `txt`; it is one of json, mermaid, text", "did you mean `text`?")]
    [InlineData("completion bsh", "SHELL cannot be `bsh`; it is one of bash, fish, zsh", "did you mean `bash`?")]
    [InlineData("new x --template banch", "--template cannot be `banch`; it is one of approval, branch, minimal, rules", "did you mean `branch`?")]
    public void A_wrong_call_is_answered_with_the_nearest_right_one(string line, string message, string? hint)
    {
        var run = new InProcess().Run(line.Split(' '));

        Assert.Equal(64, run.Code);
        Assert.Empty(run.Output);
        var told = run.Error.Split('\n');
        Assert.Equal($"error LGS9001: {message}", told[0]);
        if (hint is not null) Assert.Equal($"  hint: {hint}", told[1]);
        Assert.Matches(@"Try `logos( \w+)* --help`\.\n$", run.Error);
    }

    [Fact]
    public void A_machine_reads_a_wrong_call_on_standard_output()
    {
        var run = new InProcess().Run("vaildate", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var error = json.RootElement.GetProperty("errors")[0];
        Assert.Equal(64, run.Code);
        Assert.Equal("LGS9001", error.GetProperty("code").GetString());
        Assert.Equal("did you mean `validate`?", error.GetProperty("hint").GetString());
        Assert.Equal(["code", "message", "line", "column", "path", "hint"], error.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("", "`logos` needs a command: up, ")]
    [InlineData("grl", "`logos grl` needs a command: check, eval\n")]
    public void Without_a_command_the_help_is_shown_and_the_call_is_wrong(string line, string message)
    {
        var arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var run = new InProcess().Run(arguments);

        Assert.Equal((64, ""), (run.Code, run.Output));
        Assert.StartsWith($"error LGS9001: {message}", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\n\n" + new InProcess().Run([.. arguments, "--help"]).Output, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mermaid")]
    [InlineData("text")]
    public void Two_results_at_once_are_refused(string format)
    {
        var run = new InProcess().Run("plan", "x", "--json", "--format", format);

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((64, ""), (run.Code, run.Error.Split('\n')[0].Contains("LGS9001", StringComparison.Ordinal) ? "" : run.Error));
        Assert.Equal($"`--json` and `--format {format}` ask for two results; leave one of them out", json.RootElement.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void A_file_may_be_called_like_the_json_option()
    {
        var run = new InProcess().Run("grl", "check", "--", "--json");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9010: there is no file --json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        var run = new InProcess().Run("--version");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Output);
        Assert.Equal($"{{\"version\":\"{run.Output.Trim()}\"}}\n", new InProcess().Run("--version", "--json").Output);
    }

    [Fact]
    public void A_file_that_is_called_like_an_option_follows_two_dashes()
    {
        using var folder = new TempFolder();
        folder.Write("--strict", "rule A { when true then x = 1; }");

        Assert.Equal(0, InProcess.In(folder, "grl", "check", "--", "--strict").Code);
    }

    [Fact]
    public void An_at_sign_is_part_of_a_name_and_no_response_file()
    {
        using var folder = new TempFolder();
        folder.Write("@rules.grl", "rule A { when true then x = 1; }");

        Assert.Equal(0, InProcess.In(folder, "grl", "check", "@rules.grl").Code);
    }
}
