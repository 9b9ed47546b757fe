using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Embedded.Snapshots;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Embedded;

/// <summary>What keeps a store small: finished executions leave memory, old ones go, snapshots let old segments go.</summary>
internal sealed class Housekeeping(ExecutionTables tables, StoreJournal journal, Passage passage, StoreOptions options, TimeProvider clock) : IDisposable
{
    private const int RemovedAtOnce = 1000;

    /// <summary>A segment whose finished executions are down to this part is emptied.</summary>
    private const double Sparse = 0.25;

    private readonly Archiver _archiver = new(tables, journal, passage, options.PartSize);
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _snapshotSize;
    private DateTimeOffset _lookedAt;

    /// <summary>Does what is due.</summary>
    public async Task RunAsync()
    {
        await _one.WaitAsync();
        try
        {
            var now = clock.GetUtcNow();
            tables.Documents.Expire(now);
            await _archiver.RunAsync();
            // A clock that was set back must not put it off for so long.
            if (now - _lookedAt >= options.RetentionInterval || now < _lookedAt)
            {
                _lookedAt = now;
                await RetainAsync(now);
            }

            if (journal.Unsaved >= Math.Max(options.SnapshotEvery, 2 * _snapshotSize))
                await SnapshotAsync(Sparse);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes everything that counts anew, and lets everything else go.</summary>
    public async Task CompactAsync()
    {
        await _one.WaitAsync();
        try
        {
            tables.Documents.Expire(clock.GetUtcNow());
            await _archiver.RunAsync();
            await RetainAsync(clock.GetUtcNow());
            await SnapshotAsync(1);
            // Nothing goes that the older of the two snapshots needs: so both are new, with a record between them.
            await _archiver.MarkAsync();
            await SnapshotAsync(0);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task RetainAsync(DateTimeOffset now)
    {
        if (options.Retention.Age is { } age)
        {
            while (await RemoveAsync(tables.Index.Removable(now - age, RemovedAtOnce)))
            {
            }
        }

        if (options.Retention.Count is { } count)
        {
            while (tables.Index.FinishedRoots - count is > 0 and var excess && await RemoveAsync(tables.Index.Removable(null, (int)Math.Min(excess, RemovedAtOnce))))
            {
            }
        }
    }

    private async Task<bool> RemoveAsync(IReadOnlyList<(Guid Root, int Partition)> roots)
    {
        if (roots.Count == 0)
            return false;
        var gone = new List<Guid>();
        await passage.EnterAsync();
        try
        {
            var marked = Mark(roots);
            try
            {
                var to = new RecordWriter();
                StoreRecord.WriteRemoval(to, marked);
                await journal.AppendAsync(to);
            }
            catch
            {
                foreach (var root in marked)
                    tables.Index.Mark(root, leaving: false);
                throw;
            }

            foreach (var root in marked)
            {
                tables.Index.Mark(root, leaving: false);
                gone.AddRange(tables.Index.Tree(root).Select(e => e.Id));
                tables.Remove(root);
            }
        }
        finally
        {
            passage.Leave();
        }

        if (options.OnRemoved is { } removed)
        {
            foreach (var id in gone)
                await removed(id);
        }

        return gone.Count > 0;
    }

    // From here on nobody finds them: an owner that still has one in memory records nothing of it any more.
    private List<Guid> Mark(IReadOnlyList<(Guid Root, int Partition)> roots)
    {
        var marked = new List<Guid>();
        foreach (var (root, number) in roots)
        {
            var partition = tables.Partition(number);
            lock (partition.Gate)
            {
                if (tables.Index.Tree(root).Any(e => partition.Find(e.Id) is not null))
                    continue;
                tables.Index.Mark(root, leaving: true);
                marked.Add(root);
            }
        }

        return marked;
    }

    private async Task SnapshotAsync(double sparse)
    {
        if (sparse > 0)
            await _archiver.MoveAsync(tables.Index.InSparseSegments(sparse, journal.Log.CurrentSegment));
        await passage.CloseAsync();
        long lsn, unsaved;
        StoreImage image;
        try
        {
            (lsn, unsaved) = (journal.Log.DurableLsn, journal.Unsaved);
            tables.Graphs.Forget(graph => tables.Index.IsUsed(new(graph.Workspace, graph.Name, graph.Version)));
            image = StoreImage.Take(tables, clock.GetUtcNow());
        }
        finally
        {
            passage.Open();
        }

        try
        {
            JournalPosition? keepFrom = tables.Index.OldestSegment is { } oldest ? new JournalPosition(oldest, 0) : null;
            await journal.Log.WriteSnapshotAsync(lsn, (stream, _) =>
            {
                var content = new SnapshotContent(stream);
                content.Write(image);
                _snapshotSize = content.Length;
                return Task.CompletedTask;
            }, keepFrom);
            journal.Saved(unsaved);
        }
        finally
        {
            tables.Index.Thaw();
        }
    }
}
