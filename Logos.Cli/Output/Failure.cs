using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>Ends a command whose result could not be made: the faults on standard error, or as JSON on standard output.</summary>
internal static class Failure
{
    public static int Tell(IReadOnlyList<Fault> faults, string name, SourceText? source, bool json, Terminal terminal, int code = ExitCode.InputAtFault)
    {
        if (json)
            JsonLine.PrintErrors(terminal.Output, faults);
        else
            Show(faults, name, source, terminal);
        return code;
    }

    /// <summary>Warnings, mostly: told beside the result and never instead of it.</summary>
    public static void Show(IReadOnlyList<Fault> faults, string name, SourceText? source, Terminal terminal) =>
        FaultPrinter.Print(terminal.ErrorPaper, name, source, faults);
}
