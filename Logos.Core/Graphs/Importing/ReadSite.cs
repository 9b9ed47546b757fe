using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Importing;

/// <summary>Where a name is read, and what it may stand for there.</summary>
/// <param name="Reader">The node that reads; of an edge, the one that it comes from.</param>
/// <param name="At">Where in the file.</param>
internal sealed record ReadSite(Draft Reader, SourceNode At)
{
    /// <summary>On an edge the node that it comes from has ended, and may be read.</summary>
    public bool IsEdge { get; init; }

    /// <summary>The members of upstream outputs count as names: so do conditions, facts and placeholders read, but not the parameters of queries.</summary>
    public bool Columns { get; init; }

    /// <summary>Without a value it cannot work.</summary>
    public bool Required { get; init; }

    /// <summary>Words that were put for the ids of nodes.</summary>
    public IReadOnlyDictionary<string, Draft> Renamed { get; init; } = new Dictionary<string, Draft>();

    /// <summary>Names of its own, and the expressions that they stand for.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();
}
