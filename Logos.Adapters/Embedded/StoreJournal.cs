using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>The journal as the store writes it: it counts what a snapshot would spare, and tells a full disk as a store that is away.</summary>
internal sealed class StoreJournal(JournalLog log, long replayed)
{
    private long _unsaved = replayed;

    public JournalLog Log { get; } = log;

    /// <summary>Bytes of records since the last snapshot.</summary>
    public long Unsaved => Volatile.Read(ref _unsaved);

    /// <summary>The record is in line when this returns, and safe when the task ends.</summary>
    public ValueTask<Appended> Append(RecordWriter record)
    {
        Interlocked.Add(ref _unsaved, record.Written.Length);
        return Log.AppendAsync(record.Written);
    }

    public async ValueTask<Appended> AppendAsync(RecordWriter record)
    {
        try
        {
            return await Append(record);
        }
        catch (JournalException e) when (e.Code == AdaptersCodes.JournalDiskFull)
        {
            throw new StoreUnavailableException(e.Message, e) { IsFull = true };
        }
    }

    public void Saved(long bytes) => Interlocked.Add(ref _unsaved, -bytes);
}
