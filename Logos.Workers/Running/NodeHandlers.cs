using System.Collections.Frozen;
using Logos.Core.Graphs.NodeTypes;

namespace Logos.Workers.Running;

/// <summary>What this process can run.</summary>
public sealed class NodeHandlers
{
    private readonly FrozenDictionary<string, NodeRegistration> _byName;

    public NodeHandlers(IEnumerable<NodeRegistration> registrations)
    {
        All = [.. registrations];
        if (All.GroupBy(registration => registration.Type.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"the node type `{twice.Key}` is registered twice");
        _byName = All.ToFrozenDictionary(registration => registration.Type.Name, StringComparer.Ordinal);
        Types = NodeTypeRegistry.BuiltIn.With(All.Select(registration => registration.Type).Where(type => NodeTypeRegistry.BuiltIn.Find(type.Name) != type));
    }

    public IReadOnlyList<NodeRegistration> All { get; }

    /// <summary>The types that a definition may use here: those that come with Logos, and those that were added.</summary>
    public NodeTypeRegistry Types { get; }

    public NodeRegistration? Find(string type) => _byName.GetValueOrDefault(type);
}
