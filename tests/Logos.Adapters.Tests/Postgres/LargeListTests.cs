using System.Globalization;
using System.Text.RegularExpressions;
using Logos.Adapters.Postgres;
using Logos.Adapters.Postgres.Executions;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

/// <summary>Lists that do not read what they do not show, however much there is of it.</summary>
[Trait("Needs", "postgres")]
public sealed partial class LargeListTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One for each second that is gone, and one in a thousand failed; one in a hundred is a child of the oldest, whose time its id bears.</summary>
    private const string Fill =
        """
        insert into graph_executions (id, workspace_id, partition, root_id, graph_id, graph_version, status, input_context, head, tags, stage, created_at, started_at, completed_at)
        select id, 'w', 0, case when is_child then gen_random_uuid() else id end, 'g', 1, case when n % 1000 = 1 then 'failed' else 'completed' end, '{}', '', jsonb_build_object('team', 'all', 'thousand', (n / 1000)::text), 2, at, at, at
          from (select n, at, is_child, (substr(id_from(case when is_child then $1 - interval '20001 seconds' else at end)::text, 1, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid as id
                  from (select n, n % 100 = 0 as is_child, $1::timestamptz - make_interval(secs => n) as at from generate_series(1, 20000) as n) as timed) as made
        """;

    // The middle of a month that has a table: what is looked at lies in it alone.
    private static readonly DateTimeOffset Now = new(TimeProvider.System.GetUtcNow().Year, TimeProvider.System.GetUtcNow().Month, 15, 12, 0, 0, TimeSpan.Zero);

    private PostgresStore _store = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connection = await postgres.CreateAsync();
        _store = PostgresStore.Open(connection);
        _source = NpgsqlDataSource.Create(connection);
        await using var fill = _source.CreateCommand(Fill);
        fill.Parameters.Add(new() { Value = Now });
        await fill.ExecuteNonQueryAsync(Token);
        await using var analyze = _source.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task What_failed_since_a_time_is_found_by_its_index()
    {
        ExecutionFilter filter = new() { Status = ExecutionStatus.Failed, RootsOnly = true, EndedFrom = Now.AddHours(-1) };

        Assert.Equal(4, (await ListAsync(filter)).Count);
        Assert.Contains("status_completed_at_id_idx", await ReadsAtMostAsync(4, filter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_older_than_a_time_begins_there()
    {
        ExecutionFilter filter = new() { Workspace = "w", Until = Now.AddHours(-3) };

        var older = await ListAsync(filter);

        Assert.Equal(1000, older.Count);
        Assert.Equal(filter.Until.Value.AddSeconds(-1), older[0].CreatedAt);
        await ReadsAtMostAsync(1010, filter);
    }

    [Fact]
    public async Task What_began_since_a_time_ends_there()
    {
        ExecutionFilter filter = new() { From = Now.AddMinutes(-1), RootsOnly = true };

        var newer = await ListAsync(filter);

        Assert.Equal(60, newer.Count);
        Assert.Equal(filter.From, newer[^1].CreatedAt);
        await ReadsAtMostAsync(65, filter);
    }

    [Fact]
    public async Task Children_that_began_since_a_time_are_found_behind_all_others_without_those_that_did_not()
    {
        ExecutionFilter filter = new() { Workspace = "w", From = Now.AddSeconds(-300) };

        var newer = await ListAsync(filter);

        Assert.Equal([.. Enumerable.Range(1, 300).Where(n => n % 100 != 0), 100, 200, 300], [.. newer.Take(297).Select(Second), .. newer.Skip(297).Select(Second).Order()]);
        await ReadsAtMostAsync(310, filter);

        static int Second(ExecutionSummary item) => (int)(Now - item.CreatedAt).TotalSeconds;
    }

    [Fact]
    public async Task A_page_of_a_tag_reads_no_more_than_it_shows()
    {
        ExecutionFilter all = new() { Workspace = "w", Tag = new("team", "all") };

        Assert.Equal(Enumerable.Range(1, 1010).Where(n => n % 100 != 0).Take(1000), (await ListAsync(all)).Select(item => (int)(Now - item.CreatedAt).TotalSeconds));
        await ReadsAtMostAsync(50, all, limit: 50);
        await ReadsAtMostAsync(50, all with { RootsOnly = true }, limit: 50);
        await ReadsAtMostAsync(50, all, limit: 50, after: (await ListAsync(all))[^1].Id);
        await ReadsAtMostAsync(50, all with { Until = Now.AddHours(-3) }, limit: 50);
        await ReadsAtMostAsync(60, all with { From = Now.AddMinutes(-1), RootsOnly = true });

        Assert.Equal(20, (await ListAsync(all with { Status = ExecutionStatus.Failed })).Count);
        await ReadsAtMostAsync(20, all with { Status = ExecutionStatus.Failed });
        await ReadsAtMostAsync(0, all with { Status = ExecutionStatus.Cancelled });
        await ReadsAtMostAsync(0, all with { Status = ExecutionStatus.Running });
        await ReadsAtMostAsync(50, new() { Workspace = "w", Tag = new("thousand", "7") }, limit: 50);
        await ReadsAtMostAsync(1, new() { Workspace = "w", Tag = new("thousand", "7"), Status = ExecutionStatus.Failed });
    }

    [Fact]
    public async Task What_failed_of_a_graph_is_found_without_what_did_not()
    {
        ExecutionFilter filter = new() { Workspace = "w", Graph = "g", Status = ExecutionStatus.Failed };

        Assert.Equal(20, (await ListAsync(filter)).Count);
        await ReadsAtMostAsync(20, filter);
        await ReadsAtMostAsync(0, filter with { Status = ExecutionStatus.TimedOut });
        await ReadsAtMostAsync(0, filter with { Status = ExecutionStatus.Pending });
    }

    private async Task<IReadOnlyList<ExecutionSummary>> ListAsync(ExecutionFilter filter) => (await _store.Executions.ListAsync(filter, null, 1000, Token)).Items;

    /// <summary>No step of what is asked sees more rows than are given, but for the one that tells whether there is a next page.</summary>
    /// <returns>How it is gone about.</returns>
    private async Task<string> ReadsAtMostAsync(int rows, ExecutionFilter filter, int limit = 1000, Guid? after = null)
    {
        var plan = await ExplainAsync(ListStatements.First(filter, after, limit + 1));
        if (ListStatements.Late(filter, after, limit + 1) is { } late)
            plan += await ExplainAsync(late);
        foreach (var line in plan.Split('\n'))
        {
            var (seen, removed) = (Seen().Match(line), Removed().Match(line));
            var read = seen.Success ? Number(seen.Groups[1]) * Number(seen.Groups[2]) : removed.Success ? Number(removed.Groups[1]) : 0;
            Assert.True(read <= rows + 1, plan);
        }

        return plan;

        static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    private async Task<string> ExplainAsync(Statement statement)
    {
        await using var command = _source.CreateCommand("explain (analyze, timing off) " + statement.Text);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"actual rows=(\d+) loops=(\d+)")]
    private static partial Regex Seen();

    [GeneratedRegex(@"Rows Removed by .*: (\d+)")]
    private static partial Regex Removed();
}
