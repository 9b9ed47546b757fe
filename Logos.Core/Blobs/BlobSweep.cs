using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Core.Blobs;

/// <summary>
/// Takes away what nothing refers to: outcomes that were written and never recorded, since another one was first,
/// and what is left of executions that are gone.
/// </summary>
/// <param name="failed">Hears of an execution whose rows cannot be read, or whose blobs cannot be deleted: the others are swept all the same.</param>
public sealed class BlobSweep(IBlobStore blobs, IExecutionStore store, int partitions, TimeProvider clock, Action<Guid, Exception>? failed = null)
{
    /// <summary>So long after its execution's end, and after its own beginning, a blob that nothing refers to stays.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    // Ended executions that have nothing to take away, and how many blobs they keep: nobody reads their rows again and again.
    private Dictionary<Guid, int> _clean = [];

    /// <returns>How many blobs it has deleted.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var old = new Dictionary<Guid, List<BlobKey>>();
        await foreach (var key in blobs.ListAsync(cancellationToken))
        {
            if (now - key.WrittenAt < Grace)
                continue;
            if (!old.TryGetValue(key.Execution, out var keys))
                old.Add(key.Execution, keys = []);
            keys.Add(key);
        }

        if (old.Count == 0)
            return 0;
        var deleted = 0;
        var clean = new Dictionary<Guid, int>();
        foreach (var (execution, keys) in old)
        {
            if (_clean.TryGetValue(execution, out var kept) && kept == keys.Count)
            {
                clean.Add(execution, kept);
                continue;
            }

            try
            {
                var stored = await store.FindAsync(execution, cancellationToken);
                if (stored is null)
                {
                    if (await IsWaitingAsync(execution, cancellationToken))
                        continue;
                    // It may have been taken up between the two questions.
                    stored = await store.FindAsync(execution, cancellationToken);
                }

                if (stored is not null && !(stored.Row.EndedAt is { } ended && now - ended >= Grace))
                    continue;
                var referred = stored is null ? [] : References(stored).ToHashSet(StringComparer.Ordinal);
                var orphans = keys.Where(key => !referred.Contains(key.ToString())).ToArray();
                foreach (var key in orphans)
                {
                    await blobs.DeleteAsync(key, cancellationToken);
                    deleted++;
                }

                if (stored is not null)
                    clean.Add(execution, keys.Count - orphans.Length);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed?.Invoke(execution, e);
            }
        }

        _clean = clean;
        return deleted;
    }

    private async ValueTask<bool> IsWaitingAsync(Guid execution, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            if ((await store.FindWaitingAsync(partition, execution, cancellationToken)).Submissions.Count > 0)
                return true;
        }

        return false;
    }

    /// <returns>The keys of all that an execution's rows refer to.</returns>
    public static IEnumerable<string> References(StoredExecution stored) =>
        new[] { stored.Head.Inputs, stored.Row.Results }
            .Concat(stored.Row.Memo.Signals.Select(signal => (Payload?)signal.Payload))
            .Concat(stored.Nodes.Select(node => node.Output))
            .Concat(stored.Items.Select(item => item.Output))
            .Select(payload => payload?.Blob)
            .OfType<string>();
}
