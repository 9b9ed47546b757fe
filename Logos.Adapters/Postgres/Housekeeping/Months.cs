using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>
/// Lets go of months with nothing left in them that counts. A month is first taken out of the tables, which is quick; what lies elsewhere of its
/// executions goes then, and the month's own tables last: found apart from the others, they say that this is still to be done.
/// </summary>
internal sealed class Months(HouseLock house)
{
    private const int DeletedAtOnce = 1000;

    private static readonly string[] Leavings =
    [
        "delete from blobs where (execution_id, name, part) in (select execution_id, name, part from blobs b where {0} limit $2)",
        "delete from node_attempts where (execution_id, ordinal) in (select execution_id, ordinal from node_attempts b where {0} limit $2)",
        "delete from commands where id in (select id from commands b where verdict is not null and {0} limit $2)",
    ];

    /// <summary>Ids bear their time: a month's lie together. An execution that came late with such an id is in the table of the rest, and stays.</summary>
    private const string OfMonth = "b.execution_id >= id_from($1) and b.execution_id < id_from($1 + interval '1 month') and not exists (select 1 from graph_executions e where e.id = b.execution_id)";

    /// <param name="before">What ended earlier may go; null when all is kept.</param>
    /// <returns>How many went.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset now, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var gone = 0;
        var past = await house.ListAsync(new Statement("select month, attached from past_months($1)", Of(now)), reader => (reader.GetFieldValue<DateTime>(0), reader.GetBoolean(1)), cancellationToken);
        foreach (var (month, isAttached) in past)
        {
            if (isAttached && !await DetachAsync(month, before, cancellationToken))
                continue;
            foreach (var leavings in Leavings)
                await ClearAsync(month, string.Format(System.Globalization.CultureInfo.InvariantCulture, leavings, OfMonth), cancellationToken);
            await house.ListAsync(new Statement("select drop_month($1)", Of(month)), _ => 0, cancellationToken);
            gone++;
        }

        return gone;
    }

    // Who reads goes first: a month that cannot be had at once is there the next time, too.
    private async ValueTask<bool> DetachAsync(DateTime month, DateTimeOffset? before, CancellationToken cancellationToken) =>
        await house.TryAskAsync(new Statement("select detach_month($1, $2)", Of(month), Of((before ?? DateTimeOffset.UnixEpoch).ToUniversalTime())), reader => reader.GetBoolean(0), cancellationToken) is true;

    private async ValueTask ClearAsync(DateTime month, string statement, CancellationToken cancellationToken)
    {
        while (await house.RunAsync(new Statement(statement, Of(month), Of(DeletedAtOnce)), cancellationToken) == DeletedAtOnce)
        {
        }
    }
}
