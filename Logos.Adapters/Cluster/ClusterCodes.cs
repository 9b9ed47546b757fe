using Logos.Rules.Faults;

namespace Logos.Adapters.Cluster;

/// <summary>Every code of a service that is one of several over servers (4060 to 4069).</summary>
public static class ClusterCodes
{
    public const string KeysMissing = "LGS4060";
    public const string KeysUnreadable = "LGS4061";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(KeysMissing, "The service has no keys of secrets", "Gateways seal secrets and connections with them, and workers open them: all need the same. `Logos:KeyFile` names a file of theirs, `Logos:Keys` holds its content; docs/operations.md, *Keys of secrets*, tells how to make one."),
        new(KeysUnreadable, "The keys of secrets cannot be read", "`Logos:Keys` has a line for each key, or keys with `;` between them: an id, a space, and 32 bytes in base64, the newest first."),
    ];
}
