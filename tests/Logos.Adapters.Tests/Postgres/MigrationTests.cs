using Logos.Adapters.Postgres;
using Logos.Adapters.Postgres.Migrations;
using Logos.Core.Orchestration;
using Logos.Servers;

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
    public async Task A_server_that_is_not_there_is_told()
    {
        await using var store = PostgresStore.Open($"Host=127.0.0.1;Port={FreePorts.TakeOne()};Username=nobody;Database=none");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(Token));
    }
}
