using Logos.Adapters.Postgres;
using Logos.Adapters.Postgres.Migrations;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Servers;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

[Trait("Needs", "postgres")]
public sealed class MigrationTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_is_brought_up_to_date_once()
    {
        await using var store = PostgresStore.Open(await postgres.CreateEmptyAsync());
        var all = Migrator.All.Select(migration => $"{migration.Number:0000} {migration.Name}").ToArray();
        Assert.Equal(all, await store.PendingMigrationsAsync(Token));
        Assert.Equal(all, await store.MigrateAsync(Token));
        Assert.Empty(await store.PendingMigrationsAsync(Token));
        Assert.Empty(await store.MigrateAsync(Token));
    }

    [Fact]
    public void Migrations_are_numbered_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Migrator.All.Count), Migrator.All.Select(migration => migration.Number));

    [Fact]
    public async Task Of_many_that_migrate_at_once_one_does()
    {
        var connection = await postgres.CreateEmptyAsync();
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                await using var store = PostgresStore.Open(connection);
                return (await store.MigrateAsync(Token)).Count;
            },
            Token)));
        Assert.Equal(Migrator.All.Count, done.Sum());
        Assert.Single(done, count => count > 0);
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_left_alone()
    {
        var connection = await postgres.CreateAsync();
        await PostgresFixture.RunAsync(connection, "insert into migrations (number, name) values (9000, 'of tomorrow')");
        await using var store = PostgresStore.Open(connection);
        var refused = await Assert.ThrowsAsync<PostgresRefusedException>(() => store.MigrateAsync(Token));
        Assert.True(refused.IsNewer);
        Assert.Contains("9000", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresRefusedException>(() => store.PendingMigrationsAsync(Token));
    }

    [Fact]
    public async Task What_was_there_before_tags_had_a_table_is_found_by_its_tags()
    {
        var connection = await postgres.CreateEmptyAsync();
        await PostgresFixture.RunAsync(connection, "create table migrations (number integer primary key, name text not null, done_at timestamptz not null default clock_timestamp())");
        foreach (var old in Migrator.All.Where(migration => migration.Number < 3))
        {
            await PostgresFixture.RunAsync(connection, old.Sql);
            await PostgresFixture.RunAsync(connection, $"insert into migrations (number, name) values ({old.Number}, '{old.Name}')");
        }

        // Roots and children, each with two tags but for every fifth, in this month and in one without a table.
        await PostgresFixture.RunAsync(
            connection,
            """
            insert into graph_executions (id, workspace_id, partition, root_id, graph_id, graph_version, status, input_context, head, tags, stage, created_at, completed_at)
            select id, 'w', 0, case when n % 2 = 0 then id else gen_random_uuid() end, 'g', 1, (array['completed', 'failed', 'cancelled', 'timed_out', 'running'])[n % 5 + 1], '{}', '',
                   case when n % 5 = 4 and n % 2 = 1 then '{}' else jsonb_build_object('team', 'sales', 'number', n::text) end, 2, at, at
              from (select n, at, (substr(id_from(at)::text, 1, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid as id
                      from (select n, case when n < 20 then timestamptz '2020-01-01Z' else date_trunc('month', clock_timestamp(), 'UTC') end + make_interval(secs => n) as at from generate_series(0, 99) as n) as timed) as made
            """);

        await using var store = PostgresStore.Open(connection);
        Assert.Equal(["0003 tags", "0004 tags-of-old-rows", "0005 tags-without-the-old-index"], await store.MigrateAsync(Token));

        ExecutionFilter sales = new() { Workspace = "w", Tag = new("team", "sales") };
        Assert.Equal(90, await CountAsync(sales));
        Assert.Equal(50, await CountAsync(sales with { RootsOnly = true }));
        foreach (var (status, count) in ((ExecutionStatus, int)[])[(ExecutionStatus.Completed, 20), (ExecutionStatus.Failed, 20), (ExecutionStatus.Cancelled, 20), (ExecutionStatus.TimedOut, 20), (ExecutionStatus.Running, 10)])
            Assert.Equal(count, await CountAsync(sales with { Status = status }));
        foreach (var number in (int[])[0, 19, 20, 99])
            Assert.Equal(number % 10 == 9 ? 0 : 1, await CountAsync(new() { Workspace = "w", Tag = new("number", $"{number}") }));

        // What is written from now on is kept like what was there.
        await PostgresFixture.RunAsync(connection, "update graph_executions set status = 'running' where status = 'failed'");
        Assert.Equal(0, await CountAsync(sales with { Status = ExecutionStatus.Failed }));
        await PostgresFixture.RunAsync(connection, "delete from graph_executions");
        await using var left = NpgsqlDataSource.Create(connection);
        await using var rows = left.CreateCommand("select count(*) from execution_tags");
        Assert.Equal(0L, await rows.ExecuteScalarAsync(Token));

        async Task<int> CountAsync(ExecutionFilter filter) => (await store.Executions.ListAsync(filter, null, 1000, Token)).Items.Count;
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        await using var store = PostgresStore.Open($"Host=127.0.0.1;Port={FreePorts.TakeOne()};Username=nobody;Database=none");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(Token));
    }
}
