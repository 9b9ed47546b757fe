using Logos.Core.Orchestration;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>Replicas in PostgreSQL, by its clock.</summary>
internal sealed class PostgresReplicas(Database database) : IReplicas
{
    public ValueTask<ReplicaView> BeatAsync(string replica, TimeSpan time, CancellationToken cancellationToken) => database.AskAsync(
        [
            new Statement("insert into replicas values ($1, clock_timestamp() + $2) on conflict (name) do update set until = excluded.until", Of(replica), Of(time)),
            new Statement("delete from replicas where until < clock_timestamp() - interval '1 minute'"),
            new Statement("select name from replicas where until > clock_timestamp() order by name"),
            new Statement("select case when p.lease_until > clock_timestamp() then p.owner end from generate_series(0, (select partitions from store) - 1) as number left join partitions p on p.id = number order by number"),
        ],
        async reader =>
        {
            var live = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
                live.Add(reader.GetString(0));
            await reader.NextResultAsync(cancellationToken);
            var owners = new List<string?>();
            while (await reader.ReadAsync(cancellationToken))
                owners.Add(reader.IsDBNull(0) ? null : reader.GetString(0));
            return new ReplicaView(live, owners);
        },
        cancellationToken);

    public async ValueTask LeaveAsync(string replica, CancellationToken cancellationToken) =>
        await database.RunAsync(new Statement("delete from replicas where name = $1", Of(replica)), cancellationToken);
}
