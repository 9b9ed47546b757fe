using System.Numerics;
using System.Runtime.InteropServices;

namespace Logos.Core.Graphs.Topology;

/// <summary>Who is upstream of whom: one bit per pair, so 12 MB for 10,000 nodes and one OR per edge and word.</summary>
internal sealed class Ancestry
{
    private readonly ulong[] _bits;
    private readonly int _words;

    public Ancestry(GraphTopology topology)
    {
        _words = (topology.Count + 63) / 64;
        _bits = new ulong[(long)_words * topology.Count];
        foreach (var node in topology.Order)
        {
            var row = _bits.AsSpan(node * _words, _words);
            var (start, end) = topology.Incoming(node);
            for (var i = start; i < end; i++)
            {
                var from = topology.Edges[i].From;
                Merge(row, _bits.AsSpan(from * _words, _words));
                row[from >> 6] |= 1UL << (from & 63);
            }
        }
    }

    private static void Merge(Span<ulong> into, ReadOnlySpan<ulong> from)
    {
        var wideInto = MemoryMarshal.Cast<ulong, Vector<ulong>>(into);
        var wideFrom = MemoryMarshal.Cast<ulong, Vector<ulong>>(from);
        for (var i = 0; i < wideInto.Length; i++)
            wideInto[i] |= wideFrom[i];
        for (var i = wideInto.Length * Vector<ulong>.Count; i < into.Length; i++)
            into[i] |= from[i];
    }

    public bool Contains(int node, int of) => (_bits[of * _words + (node >> 6)] & (1UL << (node & 63))) != 0;
}
