namespace Logos.Adapters.Embedded.Index;

/// <summary>How many finished executions have their rows in which segment: a segment without any may go. Not thread-safe.</summary>
internal sealed class SegmentUse
{
    private readonly SortedDictionary<uint, Use> _segments = [];

    /// <summary>The oldest segment that is read from; null when none is.</summary>
    public uint? Oldest => _segments.Count == 0 ? null : _segments.Keys.First();

    public IEnumerable<(uint Segment, int Live, int Written)> All => _segments.Select(s => (s.Key, s.Value.Live, s.Value.Written));

    public void Add(uint segment)
    {
        var use = _segments.GetValueOrDefault(segment);
        _segments[segment] = new(use.Live + 1, use.Written + 1);
    }

    public void Remove(uint segment)
    {
        if (!_segments.TryGetValue(segment, out var use))
            return;
        if (use.Live == 1)
            _segments.Remove(segment);
        else
            _segments[segment] = use with { Live = use.Live - 1 };
    }

    /// <summary>Segments that are kept for the sake of a few: at most this part of what was written there.</summary>
    public IReadOnlySet<uint> Sparse(double part, uint below) =>
        _segments.Where(s => s.Key < below && s.Value.Live <= s.Value.Written * part).Select(s => s.Key).ToHashSet();

    public void Restore(uint segment, int written)
    {
        if (_segments.TryGetValue(segment, out var use))
            _segments[segment] = use with { Written = Math.Max(written, use.Live) };
    }

    private readonly record struct Use(int Live, int Written);
}
