using Logos.Core.Graphs.Storage;

namespace Logos.Adapters.Embedded.Records;

/// <summary>A version of a graph, as it stands in a record.</summary>
internal static class GraphRecord
{
    public static void Write(RecordWriter to, StoredGraph graph)
    {
        to.Id(graph.Id);
        to.Text(graph.Workspace);
        to.Text(graph.Name);
        to.Number(graph.Version);
        to.Text(graph.ContentHash);
        to.Bytes(graph.Definition.Span);
        to.Time(graph.CreatedAt);
    }

    public static StoredGraph Read(ref RecordReader from) => new(from.Id(), from.Text(), from.Text(), from.Int(), from.Text(), from.Bytes(), from.Time());
}
