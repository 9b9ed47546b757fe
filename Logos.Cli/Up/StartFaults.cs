using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Adapters.Secrets;
using Logos.Cli.Application;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Faults;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Logos.Cli.Up;

/// <summary>Why a server did not start, in words, and what it ends with.</summary>
internal static class StartFaults
{
    public static (IReadOnlyList<Fault> Faults, int Code)? Of(Exception exception, string folder) => exception switch
    {
        EngineFailedException { InnerException: { } inner } => Of(inner, folder),
        JournalException journal => Of(journal, folder),
        StoreUnavailableException { InnerException: JournalException journal } => Of(journal, folder),
        KeyFileException keys => ([keys.Fault], ExitCode.InputAtFault),
        GraphsRefusedException graphs => (graphs.Told, ExitCode.InputAtFault),
        OptionsValidationException settings => ([.. settings.Failures.Select(Setting)], ExitCode.InputAtFault),
        // Each part of the server reads its own settings, and all of them the names of the sections.
        AggregateException all when all.InnerExceptions.All(each => each is OptionsValidationException) =>
            ([.. all.InnerExceptions.SelectMany(each => ((OptionsValidationException)each).Failures).Select(Setting).DistinctBy(fault => fault.Message)], ExitCode.InputAtFault),
        IOException { InnerException: AddressInUseException } busy => ([Busy(busy)], ExitCode.RunFailed),
        IOException { InnerException: System.Net.Sockets.SocketException socket } => ([Unheard(socket)], ExitCode.RunFailed),
        System.Net.Sockets.SocketException socket => ([Unheard(socket)], ExitCode.RunFailed),
        _ => null,
    };

    private static (IReadOnlyList<Fault>, int) Of(JournalException e, string folder)
    {
        var fault = e.Fault with { Path = null };
        return e.Code switch
        {
            AdaptersCodes.JournalInUse => ([fault with { Message = $"{folder} is in use by {Owner(e)}", Hint = "a server runs there already: use that one, stop it, or name another folder with --data" }], ExitCode.InputAtFault),
            AdaptersCodes.JournalNotWritable or AdaptersCodes.JournalNewerFormat => ([fault], ExitCode.InputAtFault),
            _ => ([fault], ExitCode.RunFailed),
        };
    }

    private static string Owner(JournalException e) => (e.InnerException as FolderInUseException)?.Owner ?? "another process";

    // "Failed to bind to address http://127.0.0.1:5050: address already in use."
    private static Fault Busy(IOException e)
    {
        var address = e.Message.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal))?.TrimEnd(':', '.') ?? "the address";
        return new(CliCodes.CannotListen.Code, $"{address} is in use by another program") { Hint = "stop that program, or listen elsewhere: --urls http://127.0.0.1:0 takes a free port" };
    }

    private static Fault Unheard(System.Net.Sockets.SocketException e) => new(CliCodes.CannotListen.Code, $"it is not possible to listen there: {e.Message}")
    {
        Hint = "the host of --urls has to be an address of this machine, and a port below 1024 may need rights",
    };

    // "LGS6001: Logos:Engine:Poll is …"
    private static Fault Setting(string failure) => failure.StartsWith("LGS", StringComparison.Ordinal) && failure.IndexOf(": ", StringComparison.Ordinal) is var end and > 0
        ? new(failure[..end], failure[(end + 2)..])
        : new(CliCodes.BadVariable.Code, failure);
}
