using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>Deletes ended executions, the oldest first and whole trees alone, a few in each transaction.</summary>
internal sealed class TreeRemoval(HouseLock house)
{
    private const int LookedAtAtOnce = 500;

    /// <summary>A transaction deletes about so many, or one tree that is larger.</summary>
    private const long DeletedAtOnce = 500;

    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Of each status on its own the index knows the oldest.
    private static readonly string Oldest =
        $"""
        select id, completed_at, 1 + (select count(*) from graph_executions c where c.root_id = r.id and c.root_id <> c.id) as size from (
            select id, completed_at from ({string.Join(" union all ", new[] { "completed", "failed", "cancelled", "timed_out" }.Select(OldestOf))}) as each order by completed_at, id limit $4
        ) as r order by completed_at, id
        """;

    /// <summary>All roots that ended before a time.</summary>
    public async ValueTask<long> BeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) => (await RunAsync(time.ToUniversalTime(), long.MaxValue, cancellationToken)).Executions;

    /// <summary>The oldest roots, until only so many are left.</summary>
    public async ValueTask<long> BeyondAsync(long count, CancellationToken cancellationToken)
    {
        var there = (await house.ListAsync(new Statement("select count(*) from graph_executions where root_id = id and completed_at is not null"), reader => reader.GetInt64(0), cancellationToken))[0];
        return there <= count ? 0 : (await RunAsync(Never, there - count, cancellationToken)).Executions;
    }

    private async ValueTask<Removed> RunAsync(DateTimeOffset before, long most, CancellationToken cancellationToken)
    {
        var (all, at, last) = (default(Removed), DateTimeOffset.UnixEpoch, Guid.Empty);
        while (all.Roots < most)
        {
            var limit = (int)Math.Min(LookedAtAtOnce, most - all.Roots);
            var roots = await house.ListAsync(
                new Statement(Oldest, Of(at), Of(last), Of(before), Of(limit)),
                reader => new Root(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2)),
                cancellationToken);
            foreach (var some in Portions(roots))
                all += await RemoveAsync(some, cancellationToken);
            if (roots.Count < limit)
                break;
            // Those that are kept for now are not looked at again in this round.
            (at, last) = (roots[^1].EndedAt, roots[^1].Id);
        }

        return all;
    }

    private async ValueTask<Removed> RemoveAsync(List<Root> roots, CancellationToken cancellationToken)
    {
        if (await TryRemoveAsync(roots.Select(root => root.Id), cancellationToken) is { } removed)
            return removed;
        // An owner has one of them in its hands: the others go all the same.
        var each = default(Removed);
        if (roots.Count > 1)
        {
            foreach (var root in roots)
                each += await TryRemoveAsync([root.Id], cancellationToken) ?? default;
        }

        return each;
    }

    private ValueTask<Removed?> TryRemoveAsync(IEnumerable<Guid> roots, CancellationToken cancellationToken) =>
        house.TryAskAsync(new Statement("select removed_roots, removed from remove_trees($1)", Of(roots.ToArray())), reader => new Removed(reader.GetInt64(0), reader.GetInt64(1)), cancellationToken);

    private static IEnumerable<List<Root>> Portions(List<Root> roots)
    {
        var (some, size) = (new List<Root>(), 0L);
        foreach (var root in roots)
        {
            if (some.Count > 0 && size + root.Size > DeletedAtOnce)
            {
                yield return some;
                (some, size) = ([], 0);
            }

            some.Add(root);
            size += root.Size;
        }

        if (some.Count > 0)
            yield return some;
    }

    private static string OldestOf(string status) =>
        $"(select id, completed_at from graph_executions where status = '{status}' and root_id = id and completed_at is not null and (completed_at, id) > ($1, $2) and completed_at < $3 order by completed_at, id limit $4)";

    private readonly record struct Root(Guid Id, DateTimeOffset EndedAt, long Size);

    private readonly record struct Removed(long Roots, long Executions)
    {
        public static Removed operator +(Removed one, Removed other) => new(one.Roots + other.Roots, one.Executions + other.Executions);
    }
}
