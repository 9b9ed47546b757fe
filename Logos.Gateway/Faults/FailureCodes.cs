using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Graphs that run when another fails.</summary>
public static class FailureCodes
{
    public const string NoHook = "LGS7290";
    public const string BadHook = "LGS7291";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NoHook, "Nothing runs when this fails", "`PUT` it with `{\"graph\": \"…\"}`."),
        new(BadHook, "The graph cannot run when another fails", "It has to take `execution_id`, `graph` and `error` as far as it requires inputs, and no other required ones."),
    ];
}
