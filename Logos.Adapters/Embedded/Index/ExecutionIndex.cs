using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Index;

/// <summary>Every execution of the store by its id, finished ones as well: where its rows are, and what a list tells of it.</summary>
internal sealed class ExecutionIndex
{
    private readonly Lock _gate = new();
    private readonly IndexPages _pages = new();
    private readonly Origins _origins = new();
    private readonly SegmentUse _segments = new();
    private readonly Dictionary<long, IReadOnlyDictionary<string, string>> _tags = [];
    private readonly Dictionary<long, uint> _spans = [];
    private long[] _buckets = new long[1024];
    private long _count;
    private readonly OpenCounts _open = new();
    private long _finishedRoots;

    public long Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Trees whose root has ended.</summary>
    public long FinishedRoots
    {
        get
        {
            lock (_gate)
                return _finishedRoots;
        }
    }

    /// <returns>The execution's number; the one that it has already, if it is known.</returns>
    public long Add(ExecutionHead head)
    {
        lock (_gate)
        {
            var number = NumberOf(head.Id);
            if (number != 0)
                return number;
            number = Math.Max(_pages.Last + 1, 1);
            var root = head.Root == head.Id ? number : NumberOf(head.Root);
            Insert(number, new()
            {
                Id = head.Id,
                Root = root == 0 ? number : root,
                CreatedAt = head.CreatedAt.UtcTicks,
                Origin = _origins.Use(new(new(head.Workspace, head.Graph, head.GraphVersion), head.CreatedBy)),
                Partition = (short)head.Partition,
                Flags = head.Tags.Count > 0 ? IndexEntry.HasTags : (byte)0,
            });
            if (head.Tags.Count > 0)
                _tags[number] = head.Tags;
            return number;
        }
    }

    public bool TryFind(Guid id, out IndexEntry entry)
    {
        lock (_gate)
        {
            var number = NumberOf(id);
            entry = number == 0 ? default : _pages[number];
            return number != 0 && !entry.Is(IndexEntry.Leaving);
        }
    }

    public void Set(long number, ExecutionStatus status, DateTimeOffset? endedAt)
    {
        lock (_gate)
        {
            ref var entry = ref _pages.Change(number);
            if (entry.Root == number)
            {
                _finishedRoots += (status.IsEnd() ? 1 : 0) - (entry.HasEnded ? 1 : 0);
                _open.Add(_origins[entry.Origin].Graph, (ExecutionStatus)entry.Status, -1);
                _open.Add(_origins[entry.Origin].Graph, status, 1);
            }

            entry.Status = (byte)status;
            entry.EndedAt = endedAt?.UtcTicks ?? 0;
        }
    }

    /// <summary>Its rows are in the journal from here on; <paramref name="from"/> is where the first of its parts is.</summary>
    public void Rest(Guid id, JournalPosition position, uint from)
    {
        lock (_gate)
        {
            var number = NumberOf(id);
            if (number == 0)
                return;
            Wake(number);
            ref var entry = ref _pages.Change(number);
            entry.Position = position.ToInt64();
            _segments.Add(from);
            if (from == position.Segment)
                return;
            entry.Flags |= IndexEntry.Spans;
            _spans[number] = from;
        }
    }

    /// <summary>Its rows are in memory again.</summary>
    public void Wake(Guid id)
    {
        lock (_gate)
        {
            if (NumberOf(id) is > 0 and var number)
                Wake(number);
        }
    }

    /// <returns>The root first; empty when it is not there.</returns>
    public IReadOnlyList<IndexEntry> Tree(Guid root)
    {
        lock (_gate)
        {
            var number = NumberOf(root);
            return number == 0 || _pages[number].Is(IndexEntry.Leaving) ? [] : Tree(number);
        }
    }

    public void Mark(Guid root, bool leaving)
    {
        lock (_gate)
        {
            for (var number = NumberOf(root); number != 0; number = _pages[number].NextInTree)
            {
                ref var entry = ref _pages.Change(number);
                entry.Flags = (byte)(leaving ? entry.Flags | IndexEntry.Leaving : entry.Flags & ~IndexEntry.Leaving);
            }
        }
    }

    /// <summary>Takes out a whole tree.</summary>
    public void Remove(Guid root)
    {
        lock (_gate)
        {
            var number = NumberOf(root);
            if (number == 0)
                return;
            if (_pages[number].HasEnded)
                _finishedRoots--;
            while (number != 0)
            {
                var next = _pages[number].NextInTree;
                Wake(number);
                RemoveOne(number);
                number = next;
            }
        }
    }

    /// <returns>The oldest trees that have come to rest: all of them ended, with their rows in the journal.</returns>
    public IReadOnlyList<(Guid Root, int Partition)> Removable(DateTimeOffset? endedBefore, int most)
    {
        lock (_gate)
        {
            var found = new List<(Guid, int)>();
            var before = endedBefore?.UtcTicks ?? long.MaxValue;
            foreach (var number in _pages.Upward(1))
            {
                var entry = _pages[number];
                if (entry.Root != number || entry.Is(IndexEntry.Leaving))
                    continue;
                if (found.Count == most || entry.CreatedAt >= before)
                    break;
                if (Tree(number).All(e => e is { HasEnded: true, Position: not 0 } && e.EndedAt < before))
                    found.Add((entry.Id, entry.Partition));
            }

            return found;
        }
    }

    public OpenExecutions CountOpen(string workspace, string? graph)
    {
        lock (_gate)
            return _open.Of(workspace, graph);
    }

    public bool IsUsed(GraphKey graph)
    {
        lock (_gate)
            return _origins.IsUsed(graph);
    }

    public uint? OldestSegment
    {
        get
        {
            lock (_gate)
                return _segments.Oldest;
        }
    }

    /// <returns>Executions whose rows alone keep an old segment.</returns>
    public IReadOnlyList<IndexEntry> InSparseSegments(double part, uint below)
    {
        lock (_gate)
        {
            var sparse = _segments.Sparse(part, below);
            if (sparse.Count == 0)
                return [];
            return [.. _pages.Upward(1).Select(n => (Number: n, Entry: _pages[n]))
                .Where(e => e.Entry.Position != 0 && sparse.Contains(FirstSegment(e.Number, e.Entry)))
                .Select(e => e.Entry)];
        }
    }

    public ExecutionSummaryPage List(ExecutionFilter filter, int limit, long after, CancellationToken cancellationToken)
    {
        var list = new IndexList(filter, limit, after <= 0 ? long.MaxValue : after);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Page by page, so that nobody waits for a long list.
            lock (_gate)
            {
                var from = Math.Min(list.Before - 1, _pages.Last);
                if (_pages.AtOrBelow(from) is not { } page)
                    return list.Ended();
                if (list.Take(page.First, page.Entries, Math.Min(from, page.First + IndexPages.PageSize - 1), _origins, _tags, n => _pages[n].Id) is { } full)
                    return full;
            }
        }
    }

    /// <returns>The first place that an execution's rows should be at, and are not.</returns>
    public JournalPosition? FirstLost(Func<long, bool> isThere)
    {
        lock (_gate)
        {
            foreach (var number in _pages.Upward(1))
            {
                if (_pages[number].Position is not 0 and var position && !isThere(position))
                    return JournalPosition.FromInt64(position);
            }

            return null;
        }
    }

    public (long Open, long Finished, long Waiting) Counts()
    {
        lock (_gate)
        {
            var (finished, waiting) = (0L, 0L);
            foreach (var number in _pages.Upward(1))
            {
                finished += _pages[number].HasEnded ? 1 : 0;
                waiting += _pages[number].Status == (byte)ExecutionStatus.Pending ? 1 : 0;
            }

            return (_count - finished - waiting, finished, waiting);
        }
    }

    public IndexImage Freeze()
    {
        lock (_gate)
            return new(_pages.Last, [.. _origins.All], _pages.Freeze(), new(_tags), new(_spans), [.. _segments.All]);
    }

    public void Thaw()
    {
        lock (_gate)
            _pages.Thaw();
    }

    /// <summary>Takes in what a snapshot tells; only into an empty index.</summary>
    public void Restore(IReadOnlyList<Origin?> origins)
    {
        foreach (var origin in origins)
            _origins.Restore(origin);
    }

    public void Restore(long last) => _pages.Last = Math.Max(_pages.Last, last);

    public void Restore(uint segment, int written) => _segments.Restore(segment, written);

    public void Restore(long number, IndexEntry entry, IReadOnlyDictionary<string, string>? tags, uint from)
    {
        _origins.UseAgain(entry.Origin);
        Insert(number, entry);
        if (entry.Root == number && entry.HasEnded)
            _finishedRoots++;
        if (tags is not null)
            _tags[number] = tags;
        if (from != 0)
            _spans[number] = from;
        if (entry.Position != 0)
            _segments.Add(FirstSegment(number, entry));
    }

    private void Insert(long number, in IndexEntry entry)
    {
        if (_count == _buckets.Length)
            Grow();
        ref var added = ref _pages.Add(number);
        added = entry;
        added.NextInTree = 0;
        ref var bucket = ref BucketOf(entry.Id);
        added.NextInBucket = bucket;
        bucket = number;
        _count++;
        if (entry.Root == number)
        {
            _open.Add(_origins[entry.Origin].Graph, (ExecutionStatus)entry.Status, 1);
            return;
        }

        added.NextInTree = _pages[entry.Root].NextInTree;
        _pages.Change(entry.Root).NextInTree = number;
    }

    private void RemoveOne(long number)
    {
        var entry = _pages[number];
        ref var bucket = ref BucketOf(entry.Id);
        if (bucket == number)
        {
            bucket = entry.NextInBucket;
        }
        else
        {
            var before = bucket;
            while (_pages[before].NextInBucket != number)
                before = _pages[before].NextInBucket;
            _pages.Change(before).NextInBucket = entry.NextInBucket;
        }

        if (entry.Root == number)
            _open.Add(_origins[entry.Origin].Graph, (ExecutionStatus)entry.Status, -1);
        _origins.Drop(entry.Origin);
        _tags.Remove(number);
        _pages.Remove(number);
        _count--;
    }

    private void Wake(long number)
    {
        if (_pages[number].Position == 0)
            return;
        ref var entry = ref _pages.Change(number);
        _segments.Remove(FirstSegment(number, entry));
        entry.Position = 0;
        entry.Flags &= unchecked((byte)~IndexEntry.Spans);
        _spans.Remove(number);
    }

    private uint FirstSegment(long number, in IndexEntry entry) =>
        entry.Is(IndexEntry.Spans) ? _spans[number] : JournalPosition.FromInt64(entry.Position).Segment;

    private List<IndexEntry> Tree(long number)
    {
        var tree = new List<IndexEntry>();
        for (; number != 0; number = _pages[number].NextInTree)
            tree.Add(_pages[number]);
        return tree;
    }

    private long NumberOf(Guid id)
    {
        var number = BucketOf(id);
        while (number != 0 && _pages[number].Id != id)
            number = _pages[number].NextInBucket;
        return number;
    }

    private ref long BucketOf(Guid id) => ref _buckets[(uint)id.GetHashCode() % (uint)_buckets.Length];

    private void Grow()
    {
        _buckets = new long[_buckets.Length * 2];
        foreach (var number in _pages.Upward(1))
        {
            ref var entry = ref _pages.Change(number);
            ref var bucket = ref BucketOf(entry.Id);
            entry.NextInBucket = bucket;
            bucket = number;
        }
    }
}
