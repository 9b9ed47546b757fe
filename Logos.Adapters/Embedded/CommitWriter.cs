using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>Records what an owner has decided. An execution that had left memory is brought back with the commit that changes it.</summary>
internal sealed class CommitWriter(ExecutionTables tables, StoreJournal journal, ArchiveReader archive)
{
    /// <summary>Whoever calls has the partition's turn, and is inside the passage.</summary>
    public async ValueTask<CommitResult> WriteAsync(PartitionTable partition, PartitionCommit commit)
    {
        List<ExecutionRows>? held = null;
        try
        {
            List<Guid>? away;
            lock (partition.Gate)
            {
                if (!partition.MayCommit(commit) || !commit.Begun.All(head => head.Parent is not null || partition.IsWaiting(head.Id)))
                    return CommitResult.Fenced;
                (held, away) = Hold(partition, commit);
            }

            var stored = new StoredCommit(commit, []);
            if (held is not null || away is not null)
            {
                if (Wake(partition, commit, held ??= [], away ?? []) is not { } woken)
                    return CommitResult.Fenced;
                stored = woken;
            }

            var to = partition.Writer;
            StoreRecord.Write(to, stored);
            await journal.AppendAsync(to);
            tables.Apply(stored);
            return CommitResult.Done;
        }
        catch (JournalException e) when (e.Code == AdaptersCodes.JournalRecordTooLarge)
        {
            throw new CommitTooLargeException(e.Message, e);
        }
        finally
        {
            Release(partition, held);
        }
    }

    // Ended, but in memory: it may be on its way out of it. What is not in memory and does not begin here is away.
    private static (List<ExecutionRows>? Held, List<Guid>? Away) Hold(PartitionTable partition, PartitionCommit commit)
    {
        List<ExecutionRows>? held = null;
        List<Guid>? away = null;
        foreach (var changes in commit.Changes)
        {
            if (partition.Find(changes.Id) is not { } rows)
            {
                (away ??= []).Add(changes.Id);
            }
            else if (!rows.IsOpen)
            {
                rows.IsHeld = true;
                (held ??= []).Add(rows);
            }
        }

        if (away is not null && commit.Begun.Count > 0)
        {
            var begun = commit.Begun.Select(h => h.Id).ToHashSet();
            away.RemoveAll(begun.Contains);
        }

        return (held, away is { Count: 0 } ? null : away);
    }

    /// <returns>Null when something has been deleted since its owner loaded it: neither that nor what it would begin can be recorded.</returns>
    private StoredCommit? Wake(PartitionTable partition, PartitionCommit commit, List<ExecutionRows> held, List<Guid> away)
    {
        var woken = new List<StoredExecution>();
        foreach (var id in away)
        {
            var read = archive.Find(id);
            lock (partition.Gate)
            {
                if (read is null || !tables.Index.TryFind(id, out _))
                    return null;
                var rows = tables.Wake(partition, read);
                rows.IsHeld = rows.IsArchived = true;
                held.Add(rows);
            }
        }

        lock (partition.Gate)
        {
            foreach (var rows in held.Where(r => r.IsArchived))
            {
                rows.Stay();
                woken.Add(rows.ToStored());
            }
        }

        return new(commit, woken);
    }

    private static void Release(PartitionTable partition, List<ExecutionRows>? held)
    {
        if (held is null)
            return;
        lock (partition.Gate)
        {
            foreach (var rows in held)
            {
                rows.IsHeld = false;
                partition.Rest(rows);
            }
        }
    }
}
