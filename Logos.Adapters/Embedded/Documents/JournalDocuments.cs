using Logos.Adapters.Embedded.Records;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>The documents of an embedded store: in memory, and in the journal first, alone or in one record with an execution.</summary>
internal sealed class JournalDocuments(ExecutionTables tables, StoreJournal journal, Passage passage, TimeProvider clock) : IDocumentStore
{
    private readonly DocumentTable _table = tables.Documents;

    public ValueTask<Document?> FindAsync(string workspace, string kind, string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_table.Find(workspace, kind, name, clock.GetUtcNow()));
    }

    public ValueTask<DocumentPage> ListAsync(string? workspace, string kind, string? after, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_table.List(workspace, kind, after, limit, newestFirst, clock.GetUtcNow()));
    }

    public ValueTask<DocumentWrite?> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken) => WriteAsync(writes, null, cancellationToken);

    /// <summary>The execution is inserted with the documents, or neither is.</summary>
    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) =>
        WriteAsync(submission.Writes, submission with { Writes = [] }, cancellationToken);

    private async ValueTask<DocumentWrite?> WriteAsync(IReadOnlyList<DocumentWrite> writes, Submission? submission, CancellationToken cancellationToken)
    {
        DocumentRules.Check(writes);
        cancellationToken.ThrowIfCancellationRequested();
        await passage.EnterAsync();
        try
        {
            // Whoever has a name is inside the passage, and waits for nothing but the disk: waiting for it inside holds up nobody for ever.
            Claiming claiming;
            while ((claiming = _table.Claim(writes, clock.GetUtcNow())).Busy is { } busy)
                await busy.WaitAsync(cancellationToken);
            // The same submission may have been under way before: then what stands against it is its own writes.
            var isThere = submission is not null && tables.Index.TryFind(submission.Head.Id, out _);
            if (claiming.Claim is not { } claim)
                return isThere ? null : claiming.Refused;
            try
            {
                if (!isThere && (submission is not null || claim.Changes.Count > 0))
                    await RecordAsync(claim.Changes, submission);
            }
            finally
            {
                _table.Release(claim);
            }

            return null;
        }
        finally
        {
            passage.Leave();
        }
    }

    private async ValueTask RecordAsync(IReadOnlyList<DocumentChange> changes, Submission? submission)
    {
        var to = new RecordWriter();
        StoreRecord.Write(to, changes, submission);
        await journal.AppendAsync(to);
        if (submission is not null)
            tables.Apply(submission);
        _table.Apply(changes);
    }
}
