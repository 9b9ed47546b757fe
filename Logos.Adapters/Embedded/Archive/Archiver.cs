using Logos.Adapters.Embedded.Index;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Archive;

/// <summary>Takes the rows of finished executions out of memory: they are written once more, together, where they can be read back.</summary>
internal sealed class Archiver(ExecutionTables tables, StoreJournal journal, Passage passage, int partSize)
{
    private const int RecordSize = 64 * 1024;

    private const int MovedAtOnce = 64;

    private readonly ArchiveReader _reader = new(tables, journal.Log);
    private readonly RecordWriter _record = new();
    private readonly RecordWriter _entries = new();
    private readonly RecordWriter _scratch = new();

    public async Task RunAsync()
    {
        foreach (var partition in tables.Partitions)
        {
            while (await TakeSomeAsync(partition))
            {
            }
        }
    }

    /// <summary>Writes rows that are in the journal already once more, at its end, so that their old segments may go.</summary>
    public async Task MoveAsync(IReadOnlyList<IndexEntry> entries)
    {
        foreach (var partition in entries.GroupBy(e => e.Partition))
        {
            foreach (var some in partition.Chunk(MovedAtOnce))
                await MoveAsync(tables.Partition(partition.Key), some);
        }
    }

    /// <summary>A record that says nothing.</summary>
    public async Task MarkAsync()
    {
        await passage.EnterAsync();
        try
        {
            Begin();
            await journal.AppendAsync(Sealed(0, isPart: false));
        }
        finally
        {
            passage.Leave();
        }
    }

    private async Task MoveAsync(PartitionTable partition, IndexEntry[] entries)
    {
        await passage.EnterAsync();
        try
        {
            var small = new List<(IndexEntry Entry, StoredExecution Stored)>();
            var used = 0L;
            foreach (var entry in entries)
            {
                if (!IsStill(partition, entry))
                    continue;
                var stored = _reader.Read(entry.Id, JournalPosition.FromInt64(entry.Position));
                var size = ArchiveSize.Of(stored);
                if (size > partSize)
                {
                    await MoveAsync(partition, [(entry, stored)], await WritePartsAsync(stored));
                    continue;
                }

                if (used + size > partSize)
                {
                    await MoveAsync(partition, small, null);
                    small.Clear();
                    used = 0;
                }

                small.Add((entry, stored));
                used += size;
            }

            await MoveAsync(partition, small, null);
        }
        finally
        {
            passage.Leave();
        }
    }

    private async Task MoveAsync(PartitionTable partition, IReadOnlyList<(IndexEntry Entry, StoredExecution Stored)> executions, Parts? parts)
    {
        var moved = new List<IndexEntry>();
        var from = parts?.From ?? 0;
        ValueTask<Appended> append;
        lock (partition.Gate)
        {
            Begin();
            foreach (var (entry, stored) in executions)
            {
                // Brought back into memory meanwhile: what was read is not what counts any more.
                if (!IsStill(partition, entry))
                    continue;
                ArchiveRecord.Write(_entries, _scratch, parts?.Last ?? stored, parts?.Previous, from);
                moved.Add(entry);
            }

            if (moved.Count == 0)
                return;
            append = journal.Append(Sealed(moved.Count, isPart: false));
        }

        var appended = await append;
        lock (partition.Gate)
        {
            foreach (var entry in moved.Where(e => IsStill(partition, e)))
                tables.Index.Rest(entry.Id, appended.Position, from == 0 ? appended.Position.Segment : from);
        }
    }

    private bool IsStill(PartitionTable partition, IndexEntry entry)
    {
        lock (partition.Gate)
            return partition.Find(entry.Id) is null && tables.Index.TryFind(entry.Id, out var now) && now.Position != 0 && now.Position == entry.Position;
    }

    private async Task<bool> TakeSomeAsync(PartitionTable partition)
    {
        await passage.EnterAsync();
        try
        {
            var leaving = new List<ExecutionRows>();
            ExecutionRows? large = null;
            ValueTask<Appended> append = default;
            lock (partition.Gate)
            {
                Begin();
                while (large is null && _entries.Written.Length < RecordSize && partition.NextResting() is { } rows)
                {
                    var stored = rows.ToStored();
                    if (ArchiveSize.Of(stored) <= partSize)
                    {
                        ArchiveRecord.Write(_entries, _scratch, stored, null, 0);
                        rows.Leave();
                        leaving.Add(rows);
                    }
                    else if (leaving.Count == 0)
                    {
                        large = rows;
                    }
                    else
                    {
                        partition.Rest(rows);
                        break;
                    }
                }

                // In line before anybody can change the rows: a commit that comes later finds them leaving, and brings them back.
                if (leaving.Count > 0)
                    append = journal.Append(Sealed(leaving.Count, isPart: false));
            }

            if (leaving.Count > 0)
                await EndAsync(partition, leaving, append, 0);
            if (large is not null)
                await TakeLargeAsync(partition, large);
            return leaving.Count > 0 || large is not null;
        }
        finally
        {
            passage.Leave();
        }
    }

    private async Task TakeLargeAsync(PartitionTable partition, ExecutionRows rows)
    {
        try
        {
            StoredExecution stored;
            int version;
            lock (partition.Gate)
                (stored, version) = (rows.ToStored(), rows.Version);
            var parts = await WritePartsAsync(stored);
            ValueTask<Appended> append;
            lock (partition.Gate)
            {
                if (rows.Version != version || rows.IsHeld || rows.IsOpen)
                {
                    partition.Rest(rows);
                    return;
                }

                Begin();
                ArchiveRecord.Write(_entries, _scratch, parts.Last, parts.Previous, parts.From);
                rows.Leave();
                append = journal.Append(Sealed(1, isPart: false));
            }

            await EndAsync(partition, [rows], append, parts.From);
        }
        catch
        {
            lock (partition.Gate)
                partition.Rest(rows);
            throw;
        }
    }

    private async Task EndAsync(PartitionTable partition, IReadOnlyList<ExecutionRows> leaving, ValueTask<Appended> append, uint from)
    {
        try
        {
            var appended = await append;
            lock (partition.Gate)
            {
                foreach (var rows in leaving.Where(r => r.IsLeaving))
                {
                    rows.Stay();
                    partition.Drop(rows.Head.Id);
                    tables.Index.Rest(rows.Head.Id, appended.Position, from == 0 ? appended.Position.Segment : from);
                }
            }
        }
        catch
        {
            lock (partition.Gate)
            {
                foreach (var rows in leaving.Where(r => r.IsLeaving))
                {
                    rows.Stay();
                    partition.Rest(rows);
                }
            }

            throw;
        }
    }

    /// <returns>The last part, which is not written yet, and what it has to name.</returns>
    private async Task<Parts> WritePartsAsync(StoredExecution stored)
    {
        JournalPosition? previous = null;
        var from = 0u;
        var parts = ArchiveSize.Cut(stored, partSize);
        foreach (var part in parts.SkipLast(1))
        {
            Begin();
            ArchiveRecord.Write(_entries, _scratch, part, previous, from);
            var appended = await journal.AppendAsync(Sealed(1, isPart: true));
            previous = appended.Position;
            if (from == 0)
                from = appended.Position.Segment;
        }

        return new(previous, from, parts[^1]);
    }

    private void Begin()
    {
        _entries.Clear();
        _record.Clear();
    }

    private RecordWriter Sealed(int entries, bool isPart)
    {
        StoreRecord.BeginArchive(_record, entries, isPart);
        _record.Raw(_entries.Written);
        return _record;
    }

    /// <param name="Previous">The part before the last.</param>
    /// <param name="From">The segment of the first part; 0 when there is but one.</param>
    /// <param name="Last">What is still to be written.</param>
    private sealed record Parts(JournalPosition? Previous, uint From, StoredExecution Last);
}
