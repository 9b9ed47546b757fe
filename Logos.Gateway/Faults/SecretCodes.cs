using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Secrets, and what else a workspace gives names to.</summary>
public static class SecretCodes
{
    public const string NoSuchSecret = "LGS7250";
    public const string BadSecret = "LGS7251";
    public const string ChangedMeanwhile = "LGS7252";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NoSuchSecret, "There is no such secret", "`GET /api/v1/secrets` lists the names of the workspace's secrets; their values are never shown."),
        new(BadSecret, "The secret cannot be kept like this", "A name is letters, digits and `_`, so that `${{ secrets.NAME }}` can say it; a value is text of 1 byte to 64 KiB."),
        new(ChangedMeanwhile, "Somebody else changed it at the same moment", "Look at what it is now, and try again."),
    ];
}
