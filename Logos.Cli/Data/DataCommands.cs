using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Data;

/// <summary><c>logos data</c></summary>
internal static class DataCommands
{
    public static Command Create(Terminal terminal)
    {
        var command = new CliCommand("data", "Check and compact a folder of the engine")
        {
            Examples =
            [
                new("logos data check logos-data", "read all of it, and say whether it is sound"),
                new("logos data compact logos-data", "let go of what is not needed any more"),
            ],
        };
        command.Add(Check(terminal));
        command.Add(Compact(terminal));
        return command;
    }

    private static CliCommand Check(Terminal terminal)
    {
        var folder = CommonOptions.File("The folder with the journal", "DIR");
        var command = new CliCommand("check", "Read a whole folder of the engine, and say whether it is sound")
        {
            Examples =
            [
                new("logos data check logos-data", "for a reader"),
                new("logos data check logos-data --json", "for a machine"),
            ],
            Details = "It changes nothing, and no engine may have the folder open. "
                + "A sound folder ends with 0, a damaged one with 1, what is no folder of an engine or is in use with 2.",
        };
        command.Add(folder);
        command.SetAction(parsed => new DataFolder(terminal, parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Json)).Check());
        return command;
    }

    private static CliCommand Compact(Terminal terminal)
    {
        var folder = CommonOptions.File("The folder with the journal", "DIR");
        var command = new CliCommand("compact", "Write what counts of a folder of the engine anew, and let go of the rest")
        {
            Examples = [new("logos data compact logos-data", "print how large it was and is")],
            Details = "Executions are kept, finished ones as well; what goes is how they came to be. "
                + "An engine does this by itself as it works; no engine may have the folder open meanwhile. "
                + "It ends with 1 when the folder is damaged or the disk has no room, with 2 when it is no folder of an engine or is in use.",
        };
        command.Add(folder);
        command.SetAction((parsed, _) => new DataFolder(terminal, parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Json)).CompactAsync());
        return command;
    }
}
