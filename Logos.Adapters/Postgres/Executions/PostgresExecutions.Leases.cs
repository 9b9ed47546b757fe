using Logos.Core.Orchestration;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

internal sealed partial class PostgresExecutions
{
    /// <summary>By the clock of the database, which all owners share.</summary>
    private const string LeaseEnd = "clock_timestamp() + interval '6 seconds'";

    // The row is locked by a commit under way, which is waited out: after this nobody else's can follow.
    public ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => database.AskAsync(
        [
            new Statement("insert into partitions (id) values ($1) on conflict (id) do nothing", Of(partition)),
            new Statement(
                $"""
                update partitions set owner = $2, epoch = epoch + 1, lease_until = {LeaseEnd}
                 where id = $1 and (owner is null or owner = $2 or lease_until < clock_timestamp())
                returning epoch, commit_seq, published_seq, broker_generation
                """,
                Of(partition), Of(owner)),
        ],
        async reader => await reader.ReadAsync(cancellationToken)
            ? new Lease(partition, owner, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) { BrokerGeneration = reader.GetInt64(3) }
            : null,
        cancellationToken);

    public async ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return await database.RunAsync(
            new Statement(
                $"update partitions set lease_until = {LeaseEnd}, published_seq = greatest(published_seq, $4) where id = $1 and owner = $2 and epoch = $3",
                Of(lease.Partition), Of(lease.Owner), Of(lease.Epoch), Of(publishedThrough)),
            cancellationToken) == 1;
    }

    public async ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        await database.RunAsync(
            new Statement(
                "update partitions set owner = null, published_seq = greatest(published_seq, $4) where id = $1 and owner = $2 and epoch = $3",
                Of(lease.Partition), Of(lease.Owner), Of(lease.Epoch), Of(publishedThrough)),
            cancellationToken);
    }
}
