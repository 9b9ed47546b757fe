using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>
/// What expressions may ask of a node besides its output. It stands beside the output and is no part of it:
/// so an output is the same whoever reads it, and whatever else they ask.
/// </summary>
public static class AboutNode
{
    public const string Status = "$status", Error = "$error", Errors = "$errors";

    /// <summary>The name under which a scope holds it.</summary>
    public static string NameOf(string node, string member) => string.Concat(node, ".", member);

    internal static Value Of(NodeState node, string member) => member switch
    {
        Status => Wire.Name(node.Status),
        Error => Of(ErrorOf(node)),
        Errors => ErrorsOf(node),
        _ => Value.Null,
    };

    /// <summary>As a worker knows it of a node that has just succeeded under its hands.</summary>
    public static Value OfSuccess(string member) => member == Status ? Wire.Name(NodeStatus.Succeeded) : Value.Null;

    // What an attempt failed with is history when a later one succeeds; what a fallback stands in for is not.
    private static Failure? ErrorOf(NodeState node) => node.Status == NodeStatus.Succeeded && !node.FallsBack ? null : node.Error;

    private static Value ErrorsOf(NodeState node)
    {
        if (node.Items is not { } items)
            return Value.Null;
        var errors = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
            errors[i] = items[i].Status is NodeStatus.Failed or NodeStatus.TimedOut ? Of(items[i].Error) : Value.Null;
        return ValueList.From(errors);
    }

    private static Value Of(Failure? failure) => failure is null
        ? Value.Null
        : ValueMap.From([new("code", failure.Code), new("message", failure.Message)]);
}
