using Logos.Adapters.Embedded;
using Logos.Adapters.Postgres.Executions;
using Logos.Adapters.Postgres.Graphs;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>What keeps a database small. One process does it at a time, beside owners that go on working.</summary>
internal sealed class PostgresHouse(Database database, PostgresExecutions executions, PostgresGraphs graphs, TimeProvider clock)
{
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;

    public async Task<Housework> RunAsync(Retention retention, TimeSpan sweepEvery, CancellationToken cancellationToken)
    {
        retention.Check();
        try
        {
            await using var house = await HouseLock.TryTakeAsync(database.Source, cancellationToken);
            if (house is null)
                return Housework.OfAnother;
            var now = clock.GetUtcNow();
            await TidyAsync(house, now, cancellationToken);
            DateTimeOffset? before = retention.Age is { } age ? now - age : null;
            // First: what goes with its month is not deleted row by row.
            var months = await new Months(house).RunAsync(now, before, cancellationToken);
            var removal = new TreeRemoval(house);
            var removed = before is { } time ? await removal.BeforeAsync(time, cancellationToken) : 0;
            if (retention.Count is { } count)
                removed += await removal.BeyondAsync(count, cancellationToken);
            var blobs = 0;
            // A clock that was set back must not put it off for so long.
            if (now - _sweptAt >= sweepEvery || now < _sweptAt)
            {
                blobs = await new OrphanSweep(house, executions).RunAsync(now, cancellationToken);
                _sweptAt = now;
            }

            await graphs.ForgetAsync(cancellationToken);
            return new(true, removed, months, blobs);
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
        catch (PostgresException e)
        {
            throw new PostgresRefusedException($"PostgreSQL says: {e.MessageText}", e);
        }
    }

    private static async ValueTask TidyAsync(HouseLock house, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Long before anything begins in them. A new table is for nobody to wait for: while somebody reads the tables for long, as a backup does, it is left for later.
        await house.TryAskAsync(new Statement("select make_months(2)"), _ => true, cancellationToken);
        await house.RunAsync(new Statement("delete from documents where expires_at <= $1", Of(now)), cancellationToken);
        await house.RunAsync(new Statement("delete from commands where answered_at < clock_timestamp() - interval '1 day'"), cancellationToken);
    }
}
