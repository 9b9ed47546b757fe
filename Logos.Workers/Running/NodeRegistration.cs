using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;

namespace Logos.Workers.Running;

/// <summary>A type of node, and what does its work.</summary>
public sealed record NodeRegistration(NodeType Type, INodeHandler Handler);
