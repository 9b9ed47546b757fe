using Logos.Core.Graphs.Definition;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>What came of an import. A graph is there only when all of it could be carried over.</summary>
public sealed record ImportResult(GraphDefinition? Graph, IReadOnlyList<Fault> Faults, IReadOnlyList<ImportNote> Notes);

/// <summary>Something that was decided on the way, and that its owner may want to decide otherwise.</summary>
public sealed record ImportNote(string Message)
{
    public int? Line { get; init; }

    public string? Path { get; init; }
}

/// <param name="Name">What the graph is called when the file does not say: its file's name.</param>
public sealed record ImportOptions(string Name)
{
    /// <summary>The connection of database nodes that name none.</summary>
    public string Connection { get; init; } = "main";
}
