using System.Globalization;
using Logos.Adapters.Embedded;
using Logos.Adapters.Tests.Embedded;
using Logos.Core.Executions;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

public sealed partial class HousekeepingTests
{
    [Fact]
    public async Task A_month_in_which_all_is_old_goes_as_a_whole_with_what_lies_elsewhere()
    {
        await MonthAsync("2025_01");
        await MonthAsync("2025_02");
        var owner = await Owner.Of(_store.Executions);
        var january = await TreeAsync(owner, At("2025-01-10"));
        var february = await TreeAsync(owner, At("2025-02-10"));
        var open = (await owner.RunAsync(1, end: false, at: At("2025-02-11")))[0].Id;

        var done = await _store.KeepHouseAsync(Week, Token);

        Assert.Equal((1, 3L), (done.Months, done.Executions));
        Assert.Equal(["execution_tags_2025_02", "graph_executions_2025_02", "node_executions_2025_02"], await TablesAsync("2025"));
        foreach (var table in OfExecutions)
            Assert.Equal(0, await CountAsync($"select count(*) from {table} where {IdOf(table)} = any($1)", [.. january, .. february]));
        Assert.Empty((await _store.Executions.ListAsync(Tagged, null, 100, Token)).Items);
        Assert.NotNull(await _store.Executions.FindAsync(open, Token));

        await owner.CommitAsync([], [new(open, Owner.Row(ExecutionStatus.Completed, At("2025-02-12")), [], [])]);
        Assert.Equal(1, (await _store.KeepHouseAsync(Week, Token)).Months);
        Assert.Empty(await TablesAsync("2025"));
        Assert.Null(await _store.Executions.FindAsync(open, Token));
    }

    [Fact]
    public async Task Without_an_age_a_month_goes_when_nothing_is_left_in_it()
    {
        await MonthAsync("2025_01");
        await MonthAsync("2025_02");
        var owner = await Owner.Of(_store.Executions);
        var kept = await TreeAsync(owner, At("2025-01-10"));

        Assert.Equal(1, (await _store.KeepHouseAsync(Retention.Everything, Token)).Months);

        Assert.Equal(["execution_tags_2025_01", "graph_executions_2025_01", "node_executions_2025_01"], await TablesAsync("2025"));
        Assert.Equal(3, await CountAsync("select count(*) from graph_executions where id = any($1)", kept));
    }

    [Fact]
    public async Task A_month_that_somebody_reads_is_left_for_later_and_nobody_waits_for_it()
    {
        await MonthAsync("2025_01");
        var owner = await Owner.Of(_store.Executions);
        var old = await TreeAsync(owner, At("2025-01-10"));
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await RunAsync(connection, "select count(*) from graph_executions");

            var done = await _store.KeepHouseAsync(Week, Token);

            // Its rows went one by one, as any others do.
            Assert.Equal((0, 3L), (done.Months, done.Executions));
            await owner.RunAsync(1, at: Now);
        }

        Assert.Equal(1, (await _store.KeepHouseAsync(Week, Token)).Months);
        Assert.Equal(0, await CountAsync("select count(*) from blobs where execution_id = any($1)", old));
        Assert.Empty(await TablesAsync("2025"));
    }

    [Fact]
    public async Task A_month_that_was_taken_out_before_a_crash_is_cleared_by_the_next()
    {
        await MonthAsync("2025_01");
        var owner = await Owner.Of(_store.Executions);
        var old = await TreeAsync(owner, At("2025-01-10"));
        await using (var connection = await _source.OpenConnectionAsync(Token))
            await RunAsync(connection, "select detach_month('2025-01-01Z', now())");
        var late = (await owner.RunAsync(1, end: false, at: At("2025-01-11")))[0].Id;
        await _store.Blobs.WriteAsync(Key(late), new byte[10], Token);

        Assert.Equal(1, (await _store.KeepHouseAsync(Week, Token)).Months);

        Assert.Empty(await TablesAsync("2025"));
        foreach (var table in (string[])["node_attempts", "blobs", "commands"])
            Assert.Equal(0, await CountAsync($"select count(*) from {table} where execution_id = any($1)", old));
        Assert.Equal(1, await CountAsync("select count(*) from blobs where execution_id = any($1)", [late]));
    }

    [Fact]
    public async Task A_month_that_began_without_a_table_keeps_no_other_from_having_one()
    {
        var suffixes = await TablesAsync("");
        await using (var connection = await _source.OpenConnectionAsync(Token))
        {
            foreach (var table in suffixes)
                await RunAsync(connection, $"drop table {table}");
        }

        await (await Owner.Of(_store.Executions)).RunAsync(1, at: Now);

        await _store.KeepHouseAsync(Retention.Everything, Token);

        Assert.Equal(6, (await TablesAsync("")).Count);
    }

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);

    private async Task MonthAsync(string month)
    {
        var from = At(month.Replace('_', '-') + "-01");
        await using var connection = await _source.OpenConnectionAsync(Token);
        foreach (var table in (string[])["graph_executions", "node_executions", "execution_tags"])
        {
            await using var command = new NpgsqlCommand($"select format('create table {table}_{month} partition of {table} for values from (%L) to (%L)', id_from($1), id_from($1 + interval '1 month'))", connection) { Parameters = { new() { Value = from } } };
            await RunAsync(connection, (string)(await command.ExecuteScalarAsync(Token))!);
        }
    }

    private async Task<List<string>> TablesAsync(string year)
    {
        await using var command = _source.CreateCommand($@"select relname::text from pg_class where relkind = 'r' and relname ~ '^(graph_executions|node_executions|execution_tags)_{(year.Length == 0 ? "[0-9]{4}" : year)}_\d\d$' order by 1");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var names = new List<string>();
        while (await reader.ReadAsync(Token))
            names.Add(reader.GetString(0));
        return names;
    }
}
