using System.CommandLine;
using System.CommandLine.Invocation;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Application;

/// <summary>From arguments to an exit code. Nothing gets past it: neither an exception nor a stack trace.</summary>
internal static class CommandLine
{
    // Response files off: a file called @x is a file.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        try
        {
            return Flushed(Invoke(CommandTree.Build(terminal), arguments, terminal), terminal);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            return Flushed(Unexpected(e, AsksForJson(arguments), terminal), terminal);
        }
    }

    private static int Flushed(int code, Terminal terminal)
    {
        terminal.Output.Flush();
        if (terminal.OutputTrouble() is { } trouble)
        {
            terminal.Error.WriteLine($"{terminal.ErrorInk.Red("error")} {CliCodes.Unwritable.Code}: standard output cannot be written: {Visible.Of(trouble)}");
            code = ExitCode.RunFailed;
        }

        terminal.Error.Flush();
        return code;
    }

    private static int Invoke(RootCommand root, IReadOnlyList<string> arguments, Terminal terminal)
    {
        var parsed = root.Parse(arguments, Parser);
        var json = AsksForJson(arguments);
        if (parsed.Action is not null && UsageErrors.FlagWithValue(parsed.CommandResult.Command, arguments) is { } valued)
            return UsageErrors.Tell([valued], parsed.CommandResult.Command, json, terminal);
        if (parsed.Action is ParseErrorAction)
            return UsageErrors.Tell(UsageErrors.Of(parsed), parsed.CommandResult.Command, json, terminal);
        if (parsed.Action is not null && UsageErrors.OptionTakenAsFile(parsed, arguments) is { } mistaken)
            return UsageErrors.Tell([mistaken], parsed.CommandResult.Command, json, terminal);
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    // Also of a line that could not be parsed; behind `--` it is a file's name.
    private static bool AsksForJson(IReadOnlyList<string> arguments) => arguments.TakeWhile(argument => argument != "--").Contains("--json");

    private static int Unexpected(Exception e, bool json, Terminal terminal)
    {
        var fault = new Fault(CliCodes.Unexpected.Code, $"something unexpected happened inside logos: {e.Message.ReplaceLineEndings(" ")}")
        {
            Hint = "this is a fault of logos: run again with LOGOS_DEBUG=1 for the details, and report them where you got logos from",
        };
        if (json)
            JsonLine.PrintErrors(terminal.Output, [fault]);
        terminal.Error.WriteLine($"{terminal.ErrorInk.Red("error")} {fault.Code}: {Visible.Of(fault.Message)} ({fault.Hint})");
        if (terminal.Variable("LOGOS_DEBUG") is { Length: > 0 } and not "0")
            terminal.Error.WriteLine(e.ToString());
        return ExitCode.Unexpected;
    }
}
