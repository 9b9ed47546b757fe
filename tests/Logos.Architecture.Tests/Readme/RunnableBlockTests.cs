using Logos.Architecture.Tests.Docs;

namespace Logos.Architecture.Tests.Readme;

/// <summary>What a page tells its reader to type does what the page says. The blocks of a page run in order, in one folder.</summary>
public sealed class RunnableBlockTests
{
    public static TheoryData<string> Pages => [.. Page.All.Where(x => Block.In(x).Count > 0).Select(x => x.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_runnable_block_runs(string page)
    {
        using var shell = new Shell();
        foreach (var block in Block.In(Page.Read(page)))
        {
            var (exit, output) = await shell.Run(block.ToScript(), TestContext.Current.CancellationToken);
            Assert.True(exit == 0, $"{block.Page}, line {block.Line}: exit code {exit}\n{string.Join('\n', block.Commands)}\n---\n{output}");
        }
    }

    [Fact]
    public void The_readme_has_a_runnable_block() => Assert.NotEmpty(Block.In(Page.Read("README.md")));

    [Fact]
    public async Task A_line_may_name_the_exit_code_that_it_ends_with()
    {
        var script = new Block("page.md", 1, ["false # exit 1", "(exit 2)  # exit 2", "echo reached"]).ToScript();
        using var shell = new Shell();

        Assert.Equal((0, "reached" + Environment.NewLine), await shell.Run(script, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("true # exit 2", 99)]
    [InlineData("false", 1)]
    [InlineData("false | cat", 1)]
    [InlineData("cd no-such-folder\ntrue", 1)]
    public async Task A_block_that_does_not_do_what_it_says_is_seen(string commands, int expected)
    {
        using var shell = new Shell();

        var (exit, _) = await shell.Run(new Block("page.md", 1, commands.Split('\n')).ToScript(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, exit);
    }

    [Fact]
    public async Task The_command_through_dotnet_run_is_the_built_command_line()
    {
        var script = new Block("page.md", 1, ["command -v logos", "dotnet run --project Logos.Cli -- --help >/dev/null"]).ToScript();
        using var shell = new Shell();

        var (exit, output) = await shell.Run(script, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("dotnet run", script, StringComparison.Ordinal);
        Assert.Equal((0, Path.Combine(shell.Folder, ".bin", "logos")), (exit, output.Trim()));
    }
}
