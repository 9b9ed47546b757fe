using Logos.Adapters.Faults;
using Logos.Adapters.Embedded.Index;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Archive;

/// <summary>Reads executions, from memory or back from the journal.</summary>
internal sealed class ArchiveReader(ExecutionTables tables, JournalLog journal)
{
    /// <returns>Null when it has not begun, or is not there.</returns>
    public StoredExecution? Find(Guid id)
    {
        while (tables.Index.TryFind(id, out var entry))
        {
            var partition = tables.Partition(entry.Partition);
            lock (partition.Gate)
            {
                if (partition.Find(id) is { } rows)
                    return rows.HasBegun ? rows.ToStored() : null;
                if (!tables.Index.TryFind(id, out entry))
                    return null;
            }

            if (entry.Position == 0)
                return null;
            try
            {
                return Read(id, JournalPosition.FromInt64(entry.Position));
            }
            catch (JournalException e) when (e.Code == AdaptersCodes.JournalRecordGone && HasMoved(entry))
            {
                // Its rows were written anew elsewhere, and the segment went: it is looked for again.
            }
        }

        return null;
    }

    public IReadOnlyList<StoredExecution> Tree(Guid root) => [.. tables.Index.Tree(root).Select(e => Find(e.Id)).OfType<StoredExecution>()];

    public StoredExecution Read(Guid id, JournalPosition position)
    {
        var nodes = new List<NodeRow>();
        var items = new List<ItemRow>();
        var attempts = new List<AttemptRow>();
        StoredExecution? last = null;
        for (JournalPosition? at = position; at is { } here;)
        {
            if (!ArchiveRecord.TryFind(journal.Read(here), id, out var rows, out at))
                throw JournalFaults.NoRecord(here.ToString(), here.Offset);
            var part = ArchiveRecord.Read(rows);
            if (last is null && at is null)
                return part;
            last ??= part;
            nodes.AddRange(part.Nodes);
            items.AddRange(part.Items);
            // The parts come from the last to the first.
            attempts.InsertRange(0, part.Attempts);
        }

        return last! with { Nodes = nodes, Items = items, Attempts = attempts };
    }

    private bool HasMoved(in IndexEntry entry) => !tables.Index.TryFind(entry.Id, out var now) || now.Position != entry.Position;
}
