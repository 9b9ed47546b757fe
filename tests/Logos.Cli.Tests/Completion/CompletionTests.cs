using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("gr", "grl")]
    [InlineData("grl ", "check eval")]
    [InlineData("grl eval x.grl --ex", "--explain")]
    [InlineData("plan x.yaml --format ", "json mermaid text")]
    [InlineData("new orders --template m", "minimal")]
    [InlineData("completion ", "bash fish zsh")]
    public void A_line_is_completed_by_what_may_follow(string line, string expected)
    {
        var run = new InProcess().Run($"[suggest:{line.Length}]", line);

        Assert.Equal(0, run.Code);
        Assert.Superset(expected.Split(' ').ToHashSet(), run.Output.Split('\n').ToHashSet());
    }

    [Theory]
    [InlineData("logos va", "validate")]
    [InlineData("logos grl e", "eval")]
    [InlineData("logos grl eval x.grl --ex", "--explain")]
    [InlineData("logos plan x.yaml --format me", "mermaid")]
    [InlineData("logos validate nothing-like-it", "")]
    public async Task The_bash_script_completes_the_word_at_the_cursor(string line, string expected)
    {
        using var folder = new TempFolder();
        // What bash itself sets before it calls the function, for a cursor at the end of the line.
        var script = $$"""
            source <(logos completion bash)
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<< "$COMP_LINE"; COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _logos; echo "${COMPREPLY[@]}"
            """;

        Assert.Equal(new CliRun(0, expected + "\n", ""), await LogosProcess.Shell(folder.Path, script));
    }

    [Fact]
    public async Task Where_a_file_is_wanted_no_option_stands_in_its_way()
    {
        using var folder = new TempFolder();

        var run = await LogosProcess.Shell(folder.Path, "source <(logos completion bash); COMP_LINE='logos validate '; COMP_POINT=15; COMP_WORDS=(logos validate ''); COMP_CWORD=2; _logos; echo \"${#COMPREPLY[@]}\"");

        Assert.Equal(new CliRun(0, "0\n", ""), run);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_shell_reads_its_script_without_complaint(string shell)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        using var folder = new TempFolder();
        folder.Write("script", new InProcess().Run("completion", shell).Output);

        var run = await LogosProcess.Shell(folder.Path, $"{shell} -n script");

        Assert.Equal((0, ""), (run.Code, run.Error));
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
