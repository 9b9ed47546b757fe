using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Rules.Faults;

namespace Logos.Cli.Client;

/// <summary>The command ends here, with these faults and this exit code.</summary>
internal sealed class ClientFaultException(IReadOnlyList<Fault> faults, int code = ExitCode.InputAtFault) : Exception(faults[0].Message)
{
    public ClientFaultException(ErrorCode code, string message, string? hint = null, int exit = ExitCode.InputAtFault)
        : this([new Fault(code.Code, message) { Hint = hint }], exit)
    {
    }

    public IReadOnlyList<Fault> Faults { get; } = faults;

    public int Code { get; } = code;

    /// <summary>What the faults are about, where they point into what was sent.</summary>
    public string About { get; init; } = "";

    public SourceText? Sent { get; init; }
}
