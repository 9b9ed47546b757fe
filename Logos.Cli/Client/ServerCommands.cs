using System.CommandLine;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>All commands against a server, in the order in which the help names them.</summary>
internal static class ServerCommands
{
    public static IEnumerable<Command> Create(Terminal terminal) =>
    [
        .. LoginCommands.Create(terminal),
        SubmitCommand.Create(terminal),
        ExecuteCommand.Create(terminal),
        .. LookCommands.Create(terminal),
        .. SteerCommands.Create(terminal),
        GraphsCommands.Create(terminal),
        SecretsCommands.Create(terminal),
        ConnectionsCommands.Create(terminal),
        SchedulesCommands.Create(terminal),
        WebhooksCommands.Create(terminal),
        TokenCommands.Create(terminal),
        AuditCommand.Create(terminal),
    ];
}
