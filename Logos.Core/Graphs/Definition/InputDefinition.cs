using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Definition;

/// <summary>What a caller gives to an execution.</summary>
public sealed record InputDefinition(string Name, Schema Schema)
{
    public bool Required { get; init; }

    public Value? Default { get; init; }

    public SourceNode.Scalar? Key { get; init; }
}
