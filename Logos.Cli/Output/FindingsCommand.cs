using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Output;

/// <summary>What commands that look for faults have in common: several files, <c>--strict</c>, and a report of all that was found.</summary>
internal static class FindingsCommand
{
    public static Command Complete(CliCommand command, string takes, Func<string, FileFindings> find, Terminal terminal)
    {
        var files = CommonOptions.Files(takes);
        var strict = CommonOptions.Strict();
        command.Add(files);
        command.Add(strict);
        command.SetAction(parsed => FindingsReport.Print(
            [.. parsed.GetRequiredValue(files).Select(find)],
            parsed.GetValue(strict),
            parsed.GetValue(CommonOptions.Json),
            terminal));
        return command;
    }
}
