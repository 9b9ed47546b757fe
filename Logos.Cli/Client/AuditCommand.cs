using System.CommandLine;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary><c>logos audit</c></summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal) => Listing.Command("audit", "Tell who has changed what", [new("logos audit", "the newest first"), new("logos audit --limit 500 --json", "for a machine")], terminal, "audit", "nothing has been changed",
        ["AT", "BY", "ACTION", "TARGET", "REQUEST"], item => [Words.Time(item, "at"), item.Text("by"), item.Text("action"), item.Text("target"), item.Text("request_id")]);
}
