using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;

namespace Logos.Workers.Running;

/// <summary>A type of node, and what does its work.</summary>
public sealed record NodeRegistration(NodeType Type, INodeHandler Handler)
{
    /// <summary>What comes with Logos gives its thread back in time. Of anything else nobody knows: it gets a thread that can be done without.</summary>
    internal bool MayKeepThread { get; } = NodeTypeRegistry.BuiltIn.Find(Type.Name) is null;
}
