namespace Logos.Core.Graphs.NodeTypes;

/// <summary>The types that come with Logos, in the order of the reference.</summary>
internal static class BuiltInTypes
{
    public static IReadOnlyList<NodeType> All { get; } =
        [.. DbTypes.All, .. AiTypes.All, .. RuleTypes.All, .. IoTypes.All, .. FileTypes.All, .. OrchestratorTypes.All];
}
