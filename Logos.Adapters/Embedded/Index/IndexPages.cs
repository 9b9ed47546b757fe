namespace Logos.Adapters.Embedded.Index;

/// <summary>
/// Entries by their number, which counts up and is never given out again. A page without entries goes. While a
/// snapshot is written its pages are frozen: a change makes a copy first. Not thread-safe.
/// </summary>
internal sealed class IndexPages
{
    public const int PageSize = 4096;

    private readonly SortedDictionary<long, Page> _pages = [];

    // Nearly all changes are to the newest executions.
    private (long Number, Page Page)? _recent;

    public long Last { get; set; }

    public ref readonly IndexEntry this[long number] => ref PageOf(number).Entries[number % PageSize];

    public ref IndexEntry Change(long number)
    {
        var page = PageOf(number);
        if (page.Frozen)
        {
            page = new() { Entries = [.. page.Entries], Live = page.Live };
            _pages[number / PageSize] = page;
            _recent = (number / PageSize, page);
        }

        return ref page.Entries[number % PageSize];
    }

    public ref IndexEntry Add(long number)
    {
        var key = number / PageSize;
        if (!_pages.ContainsKey(key))
            _pages.Add(key, new());
        ref var entry = ref Change(number);
        PageOf(number).Live++;
        Last = Math.Max(Last, number);
        return ref entry;
    }

    public void Remove(long number)
    {
        Change(number) = default;
        var page = PageOf(number);
        if (--page.Live > 0)
            return;
        _pages.Remove(number / PageSize);
        _recent = null;
    }

    /// <returns>Live entries, oldest first, from this number on.</returns>
    public IEnumerable<long> Upward(long from)
    {
        foreach (var key in _pages.Keys.Where(k => k >= from / PageSize).ToArray())
        {
            if (!_pages.TryGetValue(key, out var page))
                continue;
            for (var at = Math.Max(from, key * PageSize); at < (key + 1) * PageSize; at++)
            {
                if (!page.Entries[at % PageSize].IsFree)
                    yield return at;
            }
        }
    }

    /// <summary>The page that holds this number, or the nearest one below.</summary>
    public (long First, IndexEntry[] Entries)? AtOrBelow(long number)
    {
        if (number <= 0)
            return null;
        if (_pages.TryGetValue(number / PageSize, out var page))
            return (number / PageSize * PageSize, page.Entries);
        var below = _pages.Keys.Where(k => k < number / PageSize).DefaultIfEmpty(-1).Max();
        return below < 0 ? null : (below * PageSize, _pages[below].Entries);
    }

    public IReadOnlyList<(long First, IndexEntry[] Entries)> Freeze()
    {
        foreach (var page in _pages.Values)
            page.Frozen = true;
        return [.. _pages.Select(p => (p.Key * PageSize, p.Value.Entries))];
    }

    public void Thaw()
    {
        foreach (var page in _pages.Values)
            page.Frozen = false;
    }

    private Page PageOf(long number)
    {
        var key = number / PageSize;
        if (_recent is { } recent && recent.Number == key)
            return recent.Page;
        var page = _pages[key];
        _recent = (key, page);
        return page;
    }

    private sealed class Page
    {
        public IndexEntry[] Entries { get; init; } = new IndexEntry[PageSize];

        public int Live { get; set; }

        public bool Frozen { get; set; }
    }
}
