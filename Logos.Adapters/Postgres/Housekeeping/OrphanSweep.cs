using Logos.Adapters.Postgres.Blobs;
using Logos.Adapters.Postgres.Executions;
using Logos.Core.Blobs;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>
/// Deletes blobs that nothing refers to, as <see cref="BlobSweep"/> does. What an execution at rest keeps is marked: of a million such executions
/// none is read a second time.
/// </summary>
internal sealed class OrphanSweep(HouseLock house, PostgresExecutions executions)
{
    private const int LookedAtAtOnce = 200;

    private const string Candidates =
        """
        select b.execution_id, max(b.created_at), bool_or(e.id is not null) as is_there, coalesce(bool_or(e.stage = 2 and e.completed_at <= $1), false) as is_at_rest
          from (select execution_id, created_at from blobs where part = 0 and not is_kept and created_at <= $1 and (created_at, execution_id) > ($2, $3) order by created_at, execution_id limit $4) as b
          left join graph_executions e on e.id = b.execution_id
         group by b.execution_id
        """;

    /// <returns>How many blobs it has deleted.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = (now - BlobSweep.Grace).UtcDateTime;
        var (deleted, at, last) = (0, DateTime.UnixEpoch, Guid.Empty);
        while (true)
        {
            var found = await house.ListAsync(
                new Statement(Candidates, Of(old), Of(at), Of(last), Of(LookedAtAtOnce)),
                reader => new Owner(reader.GetGuid(0), reader.GetFieldValue<DateTime>(1), reader.GetBoolean(2), reader.GetBoolean(3)),
                cancellationToken);
            if (found.Count == 0)
                return deleted;
            var gone = found.Where(each => !each.IsThere).Select(each => each.Execution).ToArray();
            if (gone.Length > 0)
                deleted += await CountedAsync("with gone as (delete from blobs where execution_id = any($1) and created_at <= $2 returning part) select count(*) from gone where part = 0", gone, old, cancellationToken);
            var resting = found.Where(each => each.IsAtRest).Select(each => each.Execution).ToArray();
            if (resting.Length > 0)
                deleted += await SettleAsync(resting, old, cancellationToken);
            (at, last) = found.Select(each => (each.WrittenAt, each.Execution)).Max();
        }
    }

    private async ValueTask<int> SettleAsync(Guid[] resting, DateTime old, CancellationToken cancellationToken)
    {
        var referred = new List<(Guid Execution, string Name)>();
        var read = await executions.LoadAtRestAsync(resting, cancellationToken);
        foreach (var stored in read)
            referred.AddRange(BlobSweep.References(stored).Select(BlobKey.Parse).OfType<BlobKey>().Where(key => key.Execution == stored.Head.Id).Select(key => (key.Execution, PostgresBlobs.Name(key))));
        // Only what was read: one that was opened again meanwhile is left for later.
        var ids = read.Select(stored => stored.Head.Id).ToArray();
        await house.RunAsync(
            new Statement(
                "update blobs b set is_kept = true from unnest($1, $2) as kept(execution_id, name) where b.execution_id = kept.execution_id and b.name = kept.name and not b.is_kept",
                Of(referred.Select(each => each.Execution).ToArray()), Of(referred.Select(each => each.Name).ToArray())),
            cancellationToken);
        return await CountedAsync("with gone as (delete from blobs where execution_id = any($1) and not is_kept and created_at <= $2 returning part) select count(*) from gone where part = 0", ids, old, cancellationToken);
    }

    private async ValueTask<int> CountedAsync(string statement, Guid[] ids, DateTime old, CancellationToken cancellationToken) =>
        (await house.ListAsync(new Statement(statement, Of(ids), Of(old)), reader => (int)reader.GetInt64(0), cancellationToken))[0];

    private readonly record struct Owner(Guid Execution, DateTime WrittenAt, bool IsThere, bool IsAtRest);
}
