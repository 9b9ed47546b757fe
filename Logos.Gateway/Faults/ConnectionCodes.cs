using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Connections of a workspace.</summary>
public static class ConnectionCodes
{
    public const string NoSuchConnection = "LGS7260";
    public const string BadConnection = "LGS7261";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NoSuchConnection, "There is no such connection", "`GET /api/v1/connections` lists those of the workspace."),
        new(BadConnection, "The connection cannot be kept like this", "It has a `type` and up to 50 settings, each a text, a number or true or false; the message names what is wrong."),
    ];
}
