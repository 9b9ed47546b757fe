using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>What a workspace keeps beside its graphs and executions.</summary>
public static class HoldingCodes
{
    public const string TooManyKept = "LGS7285";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(TooManyKept, "The workspace keeps too many of them", "The message says of what, and the hint which setting of `Logos:Gateway` says how many there may be. Delete some that nobody needs."),
    ];
}
