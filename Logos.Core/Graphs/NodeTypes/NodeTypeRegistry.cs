using System.Collections.Frozen;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>The node types that a definition may use.</summary>
public sealed class NodeTypeRegistry
{
    private readonly FrozenDictionary<string, NodeType> _types;

    public NodeTypeRegistry(IEnumerable<NodeType> types)
    {
        All = [.. types];
        _types = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>The types that come with Logos.</summary>
    public static NodeTypeRegistry BuiltIn { get; } = new(BuiltInTypes.All);

    /// <summary>In the order in which the reference tells them.</summary>
    public IReadOnlyList<NodeType> All { get; }

    public IEnumerable<string> Names => All.Select(type => type.Name);

    public NodeType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>A registry that knows more; a type of a known name takes the known one's place.</summary>
    public NodeTypeRegistry With(params IEnumerable<NodeType> more)
    {
        var added = more.ToDictionary(type => type.Name, StringComparer.Ordinal);
        return new([.. All.Where(type => !added.ContainsKey(type.Name)), .. added.Values]);
    }
}
