using System.CommandLine;
using System.Text;
using Logos.Cli.Application;

namespace Logos.Cli.Help;

/// <summary>docs/cli.md, written from the commands themselves.</summary>
internal static class Reference
{
    public static string Of(RootCommand root)
    {
        var page = new StringBuilder();
        page.Append("# The command line\n\n");
        page.Append("Written from the commands themselves; `LOGOS_ACCEPT=1 ./test.sh` writes it again.\n\n");
        page.Append(root.Description).Append("\n\n");
        page.Append("`-` in place of a file reads standard input. Every command takes `--json`, for one line of JSON on standard output.\n");
        page.Append("Faults are then `{\"errors\":[{\"code\",\"message\",\"line\",\"column\",\"path\",\"hint\"}]}`; commands that take several\n");
        page.Append("files add `file` to each. `line` is null for a fault that shows only at run time. [errors.md](errors.md) lists the codes.\n\n");
        page.Append("Without it, `validate`, `grl check` and `fmt --check` print what they find on standard output; the other commands keep\n");
        page.Append("standard output for their result and tell faults on standard error. Colours appear on a terminal only; `NO_COLOR` turns\n");
        page.Append("them off everywhere, `FORCE_COLOR` and `CLICOLOR_FORCE` on.\n\n");
        page.Append($"Standard output that cannot be written (a full disk, a closed stream) is {CliCodes.Unwritable.Code} and exit code 1; a reader that leaves early\n");
        page.Append("(`| head`) is neither. What standard error cannot take is lost and changes no exit code. A file that is replaced keeps its\n");
        page.Append("rights and the links to it; one that nobody may write to is left alone. `logos` and `logos grl` without a command print\n");
        page.Append("their help on standard error and end with 64.\n\n");
        page.Append("## With a server\n\n");
        page.Append("`logos run` takes a file and runs it in its own process; with `--server` it stores it on a server and executes it there. What has\n");
        page.Append("a server in it takes the names of graphs and the ids of executions that the server knows. Which server it is, `--server` says, else\n");
        page.Append("`LOGOS_SERVER`, else what `logos login` has kept, else it is `http://127.0.0.1:5050`. The token is that of `--token-file`, of\n");
        page.Append("`LOGOS_TOKEN`, or of `logos login`, which is sent to its own server alone. With `--json` a command prints what the API answers.\n\n");
        page.Append("What only looks, and what creates, is asked again when the connection breaks; what creates bears an `Idempotency-Key`, so that it\n");
        page.Append("happens once. Anything else is asked once, and a broken connection is told. Tables fit the width of a terminal and are whole in a pipe.\n\n");
        Table(page, "exit code", HelpTopic.ExitCodes);
        foreach (var command in HelpTopic.All(root).Skip(1))
            Section(page, command);
        return page.ToString();
    }

    private static void Section(StringBuilder page, Command command)
    {
        page.Append($"\n## {UsageErrors.NameOf(command)}\n\n{command.Description}.\n\n");
        page.Append($"```\n{HelpTopic.Usage(command)}\n```\n");
        if (command is CliCommand { Details: { } details })
            page.Append('\n').Append(details).Append('\n');
        var commands = HelpTopic.Commands(command).ToList();
        if (commands.Count > 0) Table(page.Append('\n'), "command", commands);
        var taken = HelpTopic.Arguments(command).Concat(HelpTopic.OwnOptions(command)).ToList();
        if (taken.Count > 0) Table(page.Append('\n'), "takes", taken);
        page.Append("\n```sh\n");
        foreach (var example in HelpTopic.Examples(command))
            page.Append($"# {example.Meaning}\n{example.Line}\n");
        page.Append("```\n");
    }

    private static void Table(StringBuilder page, string title, IEnumerable<(string Name, string Meaning)> rows)
    {
        page.Append($"| {title} | |\n|---|---|\n");
        foreach (var (name, meaning) in rows)
            page.Append($"| `{name}` | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
    }
}
