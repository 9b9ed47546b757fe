using System.Globalization;
using Logos.Adapters.Postgres;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

/// <summary>Lists that do not read what they do not show, however much there is of it.</summary>
[Trait("Needs", "postgres")]
public sealed class LargeListTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>One for each second that is gone, and one in a thousand failed.</summary>
    private const string Fill =
        """
        insert into graph_executions (id, workspace_id, partition, root_id, graph_id, graph_version, status, input_context, head, tags, stage, created_at, started_at, completed_at)
        select id, 'w', 0, id, 'g', 1, case when n % 1000 = 0 then 'failed' else 'completed' end, '{}', '', '{}', 2, at, at, at
          from (select n, at, (substr(id_from(at)::text, 1, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid as id from (select n, $1::timestamptz - make_interval(secs => n) as at from generate_series(1, 20000) as n) as timed) as made
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
        var since = Now.AddHours(-1);
        var failed = await ListAsync(new() { Status = ExecutionStatus.Failed, RootsOnly = true, EndedFrom = since });

        Assert.Equal(3, failed.Count);
        var plan = await ExplainAsync($"select id from graph_executions where status = 'failed' and completed_at >= '{since.UtcDateTime:O}' and root_id = id order by id desc limit 1001");
        Assert.Contains("status_completed_at_id_idx", plan, StringComparison.Ordinal);
        Assert.DoesNotContain($"Seq Scan on graph_executions_{Now.UtcDateTime.ToString("yyyy_MM", CultureInfo.InvariantCulture)}", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_older_than_a_time_begins_there()
    {
        var until = Now.AddHours(-3);

        var older = await ListAsync(new() { Until = until });

        Assert.Equal(1000, older.Count);
        Assert.Equal(until.AddSeconds(-1), older[0].CreatedAt);
        var rows = await ReadAsync($"select id from graph_executions where created_at < '{until.UtcDateTime:O}' and id < id_from('{until.AddSeconds(1).UtcDateTime:O}') order by id desc limit 1001");
        Assert.InRange(rows, 0, 5);
    }

    [Fact]
    public async Task What_began_since_a_time_ends_there()
    {
        var since = Now.AddMinutes(-1);

        var newer = await ListAsync(new() { From = since, RootsOnly = true });

        Assert.Equal(60, newer.Count);
        Assert.Equal(since, newer[^1].CreatedAt);
        var rows = await ReadAsync($"select id from graph_executions where created_at >= '{since.UtcDateTime:O}' and root_id = id and id >= id_from('{since.AddSeconds(-1).UtcDateTime:O}') order by id desc limit 1001");
        Assert.InRange(rows, 0, 5);
    }

    private async Task<IReadOnlyList<ExecutionSummary>> ListAsync(ExecutionFilter filter) => (await _store.Executions.ListAsync(filter, null, 1000, Token)).Items;

    /// <returns>How many rows were read in vain.</returns>
    private async Task<int> ReadAsync(string sql)
    {
        var removed = (await ExplainAsync(sql, "analyze, timing off")).Split('\n').Where(line => line.Contains("Rows Removed by Filter:", StringComparison.Ordinal));
        return removed.Sum(line => int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture));
    }

    private async Task<string> ExplainAsync(string sql, string how = "verbose off")
    {
        await using var command = _source.CreateCommand($"explain ({how}) {sql}");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
