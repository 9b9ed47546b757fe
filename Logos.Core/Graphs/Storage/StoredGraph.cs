namespace Logos.Core.Graphs.Storage;

/// <summary>One version of a graph. It never changes.</summary>
/// <param name="Id">The graph's, the same for all its versions.</param>
/// <param name="ContentHash">Of the definition's canonical form.</param>
/// <param name="Definition">JSON, with the nodes in the order in which they were written.</param>
public sealed record StoredGraph(Guid Id, string Workspace, string Name, int Version, string ContentHash, ReadOnlyMemory<byte> Definition, DateTimeOffset CreatedAt);
