namespace Logos.Adapters.Embedded.Index;

/// <summary>The index as it was at one instant, for the snapshot that is being written.</summary>
internal sealed record IndexImage(
    long Last,
    IReadOnlyList<Origin?> Origins,
    IReadOnlyList<(long First, IndexEntry[] Entries)> Pages,
    Dictionary<long, IReadOnlyDictionary<string, string>> Tags,
    Dictionary<long, uint> Spans,
    IReadOnlyList<(uint Segment, int Live, int Written)> Segments);
