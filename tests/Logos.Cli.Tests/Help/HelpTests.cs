using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Help;
using Logos.Cli.Terminals;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Help;

public sealed class HelpTests
{
    public static TheoryData<string> Commands() =>
        [.. HelpTopic.All(Root()).Select(command => UsageErrors.NameOf(command)["logos".Length..].Trim())];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_with_examples_and_the_json_option(string command)
    {
        var run = new InProcess().Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        Assert.Contains("\nExamples:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_parses(string command)
    {
        var root = Root();
        foreach (var example in HelpTopic.Examples(HelpTopic.All(root).Single(each => UsageErrors.NameOf(each) == $"logos {command}".Trim())))
        {
            var line = example.Line.Split('|').Select(WithoutVariables).Single(part => part.TrimStart().StartsWith("logos ", StringComparison.Ordinal)).Split('>')[0];
            var parsed = root.Parse(line.Trim()["logos ".Length..]);
            Assert.True(parsed.Errors.Count == 0, $"{example.Line}: {string.Join(' ', parsed.Errors)}");
        }
    }

    [Fact]
    public void The_reference_is_what_the_commands_say() =>
        Golden.Matches(Reference.Of(Root()), "docs", "cli.md");

    // NAME=VALUE before a command is for the shell.
    private static string WithoutVariables(string part) => string.Join(' ', part.Split(' ').SkipWhile(word => word.Contains('=') || word.Length == 0));

    private static RootCommand Root() => CommandTree.Build(new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, _ => null));
}
