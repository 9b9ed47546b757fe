using Logos.Adapters.Embedded;
using Logos.Adapters.Postgres;
using Logos.Adapters.Tests.Embedded;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Tests.Postgres;

/// <summary>What goes of itself from a database, and what stays.</summary>
[Trait("Needs", "postgres")]
public sealed partial class HousekeepingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Retention Week = new() { Age = TimeSpan.FromDays(7), Count = null };
    private static readonly string[] OfExecutions = ["graph_executions", "execution_tags", "node_executions", "node_attempts", "blobs", "commands"];
    private static readonly ExecutionFilter Tagged = new() { Workspace = "default", Tag = new("team", "sales") };
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private string _connection = "";
    private PostgresStore _store = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connection = await postgres.CreateAsync();
        _store = PostgresStore.Open(_connection);
        _source = NpgsqlDataSource.Create(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task What_ended_long_ago_goes_with_everything_that_belongs_to_it()
    {
        var owner = await Owner.Of(_store.Executions);
        var old = await TreeAsync(owner, Now.AddDays(-8));
        var young = await TreeAsync(owner, Now.AddDays(-6));

        var done = await _store.KeepHouseAsync(Week, Token);

        Assert.Equal((true, 3L), (done.IsDone, done.Executions));
        foreach (var table in OfExecutions)
            Assert.Equal(0, await CountAsync($"select count(*) from {table} where {IdOf(table)} = any($1)", old));
        foreach (var table in OfExecutions)
            Assert.True(await CountAsync($"select count(*) from {table} where {IdOf(table)} = any($1)", young) > 0, table);
        Assert.Equal(young.Order(), (await _store.Executions.ListAsync(Tagged, null, 100, Token)).Items.Select(each => each.Id).Order());
        Assert.Equal(3, (await _store.Executions.LoadTreeAsync(young[0], Token)).Count);
        Assert.Null(await _store.Executions.FindAsync(old[0], Token));
    }

    [Fact]
    public async Task A_tree_that_is_open_anywhere_stays_whole_and_one_behind_it_goes()
    {
        var owner = await Owner.Of(_store.Executions);
        var waiting = Submissions.Of(at: Now.AddDays(-30));
        await _store.Executions.SubmitAsync(waiting, Token);
        var running = (await owner.RunAsync(1, end: false, at: Now.AddDays(-30)))[0].Id;
        var half = await TreeAsync(owner, Now.AddDays(-29), endsChildren: false);
        var owed = (await owner.RunAsync(1, end: false, at: Now.AddDays(-28)))[0];
        await owner.CommitAsync([], [new(owed.Id, Owner.Row(ExecutionStatus.Failed, owed.CreatedAt), [new("n0") { Status = NodeStatus.Succeeded, Compensation = CompensationStatus.Running }], [])]);
        Assert.Equal(1, await CountAsync("select count(*) from graph_executions where id = any($1) and stage = 1", [owed.Id]));
        var old = await TreeAsync(owner, Now.AddDays(-8));

        await _store.KeepHouseAsync(Week with { Count = 0 }, Token);

        Assert.Equal(6, await CountAsync("select count(*) from graph_executions where id = any($1)", [waiting.Head.Id, running, .. half, owed.Id]));
        Assert.Equal(0, await CountAsync("select count(*) from graph_executions where id = any($1)", old));
    }

    [Fact]
    public async Task Beyond_the_count_the_oldest_go_and_children_do_not_count()
    {
        var owner = await Owner.Of(_store.Executions);
        var trees = new List<Guid[]>();
        for (var day = 5; day > 0; day--)
            trees.Add(await TreeAsync(owner, Now.AddDays(-day), status: day % 2 == 0 ? ExecutionStatus.Completed : ExecutionStatus.Failed));

        var done = await _store.KeepHouseAsync(Retention.Everything with { Count = 2 }, Token);

        Assert.Equal(9, done.Executions);
        Assert.Equal(trees.Skip(3).Select(tree => tree[0]).Order(), (await _store.Executions.ListAsync(new() { RootsOnly = true }, null, 100, Token)).Items.Select(each => each.Id).Order());
        Assert.Equal(0, (await _store.KeepHouseAsync(Retention.Everything with { Count = 2 }, Token)).Executions);
    }

    [Fact]
    public async Task Whoever_has_a_tree_in_hand_keeps_it_and_the_others_go_without_waiting()
    {
        var owner = await Owner.Of(_store.Executions);
        var held = await TreeAsync(owner, Now.AddDays(-9));
        var nodes = await TreeAsync(owner, Now.AddDays(-9));
        var others = (await owner.RunAsync(20, at: Now.AddDays(-8))).Select(head => head.Id).ToArray();
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            // One as an operator's retry would have it, and one as an owner that has come no further than its nodes.
            await RunAsync(connection, $"update graph_executions set status = status where id = '{held[2]}'");
            await RunAsync(connection, $"update node_executions set status = status where execution_id = '{nodes[0]}'");

            await _store.KeepHouseAsync(Week, Token);

            Assert.Equal(0, await CountAsync("select count(*) from graph_executions where id = any($1)", others));
            Assert.Equal(6, await CountAsync("select count(*) from graph_executions where id = any($1)", [.. held, .. nodes]));
            await transaction.CommitAsync(Token);
        }

        await _store.KeepHouseAsync(Week, Token);
        Assert.Equal(0, await CountAsync("select count(*) from graph_executions where id = any($1)", [.. held, .. nodes]));
    }

    [Fact]
    public async Task One_that_is_opened_again_by_an_owner_that_still_has_it_is_not_brought_back()
    {
        var owner = await Owner.Of(_store.Executions);
        var old = await TreeAsync(owner, Now.AddDays(-8));
        await _store.KeepHouseAsync(Week, Token);

        var late = await owner.CommitAsync([], [new(old[0], Owner.Row(ExecutionStatus.Running, Now), [new("n0")], [])]);

        Assert.Equal(CommitResult.Fenced, late);
        Assert.Equal(0, await CountAsync("select count(*) from node_executions where execution_id = any($1)", old));
    }

    [Fact]
    public async Task Of_two_that_keep_house_at_once_one_does()
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        await RunAsync(connection, "select pg_advisory_lock(hashtextextended('logos.house', 0))");

        Assert.False((await _store.KeepHouseAsync(Week, Token)).IsDone);

        await RunAsync(connection, "select pg_advisory_unlock_all()");
        Assert.True((await _store.KeepHouseAsync(Week, Token)).IsDone);
        // The connection went back to the others, and the lock with it.
        Assert.Equal(0, await CountAsync("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()) and $1 is not null", []));
    }

    [Fact]
    public async Task Many_that_keep_house_together_delete_everything_once()
    {
        var owner = await Owner.Of(_store.Executions);
        await owner.RunAsync(300, nodes: 1, at: Now.AddDays(-8));

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _store.KeepHouseAsync(Week, Token), Token)));

        Assert.Contains(done, each => each.IsDone);
        Assert.Equal(300, done.Sum(each => each.Executions));
        Assert.Equal(0, await CountAsync("select count(*) from node_executions where $1 is not null", []));
    }

    [Fact]
    public async Task A_reader_that_began_before_reads_on()
    {
        var owner = await Owner.Of(_store.Executions);
        var old = await TreeAsync(owner, Now.AddDays(-8));
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
        await RunAsync(connection, "select count(*) from graph_executions");

        Assert.Equal(3, (await _store.KeepHouseAsync(Week, Token)).Executions);

        await using var command = new NpgsqlCommand("select count(*) from node_executions where execution_id = any($1)", connection, transaction) { Parameters = { new() { Value = old } } };
        Assert.True((long)(await command.ExecuteScalarAsync(Token))! > 0);
    }

    [Fact]
    public async Task Blobs_that_nothing_refers_to_go_a_day_after_the_end_and_the_others_stay()
    {
        var owner = await Owner.Of(_store.Executions);
        var head = (await owner.RunAsync(1, end: false, at: Now))[0];
        var (kept, orphan, ofNobody, ofWaiting) = (Key(head.Id), Key(head.Id), Key(Guid.CreateVersion7(Now)), Submissions.Of(at: Now));
        await _store.Executions.SubmitAsync(ofWaiting, Token);
        var waiting = Key(ofWaiting.Head.Id);
        foreach (var key in (BlobKey[])[kept, orphan, ofNobody, waiting])
            await _store.Blobs.WriteAsync(key, new byte[10], Token);
        await owner.CommitAsync([], [new(head.Id, Owner.Row(ExecutionStatus.Completed, Now), [new("n0") { Status = NodeStatus.Succeeded, Output = Payload.Reference(kept.ToString(), 10) }], [])]);

        Assert.Equal(0, (await SweepAsync(TimeSpan.FromHours(23))).Blobs);
        Assert.Equal(2, (await SweepAsync(TimeSpan.FromHours(25))).Blobs);

        Assert.Equal(new[] { kept, waiting }.Select(key => key.ToString()).Order(), (await BlobsAsync()).Order());
        Assert.Equal(1, await CountAsync("select count(*) from blobs where is_kept and execution_id = any($1)", [head.Id]));
        Assert.Equal(0, (await SweepAsync(TimeSpan.FromHours(25))).Blobs);
    }

    [Fact]
    public async Task Many_blobs_are_looked_at_once_each()
    {
        var owner = await Owner.Of(_store.Executions);
        var heads = await owner.RunAsync(500, end: false, nodes: 1, at: Now);
        foreach (var some in heads.Chunk(100))
        {
            var keys = some.ToDictionary(head => head.Id, head => Key(head.Id));
            foreach (var key in keys.Values)
                await _store.Blobs.WriteAsync(key, new byte[10], Token);
            await owner.CommitAsync([], [.. some.Select(head => new ExecutionChanges(head.Id, Owner.Row(ExecutionStatus.Completed, Now), [new("n0") { Status = NodeStatus.Succeeded, Output = Payload.Reference(keys[head.Id].ToString(), 10) }], []))]);
        }

        Assert.Equal(0, (await SweepAsync(TimeSpan.FromHours(25))).Blobs);

        Assert.Equal(500, await CountAsync("select count(*) from blobs where is_kept and $1 is not null", []));
        Assert.Contains("blobs_created_at_execution_id_idx", await ExplainAsync("select execution_id, created_at from blobs where part = 0 and not is_kept and created_at <= now() order by created_at, execution_id limit 200"), StringComparison.Ordinal);
    }

    private Task<Adapters.Postgres.Housekeeping.Housework> SweepAsync(TimeSpan later)
    {
        var clock = new Later(later);
        var store = PostgresStore.Open(_connection, clock);
        return RunAsync();

        async Task<Adapters.Postgres.Housekeeping.Housework> RunAsync()
        {
            await using (store)
                return await store.KeepHouseAsync(Retention.Everything, Token);
        }
    }

    /// <returns>The root and its two children.</returns>
    private async Task<Guid[]> TreeAsync(Owner owner, DateTimeOffset at, bool endsChildren = true, ExecutionStatus status = ExecutionStatus.Completed)
    {
        var tags = new Dictionary<string, string> { ["team"] = "sales", ["customer"] = "7" };
        var root = (await owner.RunAsync(1, end: false, at: at, with: head => head with { Tags = tags }))[0];
        var children = await owner.RunAsync(2, end: endsChildren, at: at, with: head => head with { Tags = tags, Root = root.Id, Parent = new(root.Id, 0, -1, 1, 0) });
        Guid[] tree = [root.Id, .. children.Select(child => child.Id)];
        await owner.CommitAsync([], [new(root.Id, Owner.Row(status, at), [Owner.Node("n0", NodeStatus.Succeeded), new("n1") { Status = NodeStatus.Succeeded, Attempt = 2 }], []) { Attempts = [new("n1", -1, 0, 1)] }]);
        foreach (var id in tree)
        {
            await _store.Blobs.WriteAsync(Key(id), new byte[100], Token);
            await using var command = _source.CreateCommand("insert into commands (id, partition, execution_id, kind, payload, verdict, created_at, answered_at) values (gen_random_uuid(), 0, $1, 'cancel', '', '{}', now(), now())");
            command.Parameters.Add(new() { Value = id });
            await command.ExecuteNonQueryAsync(Token);
        }

        return tree;
    }

    private static string IdOf(string table) => table is "graph_executions" or "execution_tags" ? "id" : "execution_id";

    private static BlobKey Key(Guid execution) => BlobKey.New(execution, "n0", -1, 1, Now);

    private async Task<List<string>> BlobsAsync()
    {
        var keys = new List<string>();
        await foreach (var key in _store.Blobs.ListAsync(Token))
            keys.Add(key.ToString());
        return keys;
    }

    private async Task<long> CountAsync(string sql, Guid[] ids)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ids });
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<string> ExplainAsync(string sql)
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        await RunAsync(connection, "analyze");
        await using var command = new NpgsqlCommand("explain " + sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
