using System.Diagnostics;
using System.Globalization;
using Logos.Adapters.Postgres;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Npgsql;

namespace Logos.LoadTest;

/// <summary>PostgreSQL and nothing else: what is asked of the store while few, and while many ended executions lie in it.</summary>
internal static class RowSpeed
{
    private const int Few = 1_000;
    private const int FilledAtOnce = 20_000;
    private const int Asked = 1_000;
    private const string Workspace = "bench";

    /// <summary>Of one that ran: ids of the last 20 days, ten graphs, one in a hundred failed, a thousand tags, three nodes each.</summary>
    private const string Fill =
        """
        with made as (
            select n, at, (substr(id_from(at)::text, 1, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid as id
              from (select n, clock_timestamp() - interval '20 days' * random() as at from generate_series($1, $2) as n) as numbered
        ), filled as (
            insert into graph_executions (id, workspace_id, partition, root_id, graph_id, graph_version, status, phase, input_context, results, error, head, state, tags, created_by, stage, created_at, started_at, completed_at)
            select made.id, t.workspace_id, made.n % 32, made.id, 'graph' || made.n % 10, 1, case when made.n % 100 = 0 then 'failed' else 'completed' end, t.phase, t.input_context, t.results, t.error, t.head, t.state,
                   jsonb_build_object('team', 'team' || made.n % 1000), t.created_by, 2, made.at, made.at, made.at + interval '1 second'
              from made, (select * from graph_executions where id = $3) as t
        )
        insert into node_executions (execution_id, node_id, item_index, iteration, attempt, seq, status, claimed, is_owed, input, output, error, worker, started_at, completed_at, state)
        select made.id, t.node_id, t.item_index, t.iteration, t.attempt, t.seq, t.status, t.claimed, t.is_owed, t.input, t.output, t.error, t.worker, made.at, made.at, t.state
          from made, (select * from node_executions where execution_id = $3) as t
        """;

    public static async Task<int> RunAsync(string connection, int count, TimeSpan part, CancellationToken stop)
    {
        await using var store = PostgresStore.Open(connection);
        await store.MigrateAsync(stop);
        await using var source = NpgsqlDataSource.Create(connection.StartsWith("postgres", StringComparison.Ordinal) ? Plain(connection) : connection);
        // A database that is full already is measured as it is.
        var there = await CountAsync(source, stop);
        var model = there < count ? await RunOneAsync(store, stop) : Guid.Empty;
        IReadOnlyList<Figure>? few = null;
        if (there <= Few)
        {
            await FillAsync(source, model, there + 1, Few, stop);
            few = await MeasureAsync(store, source, part, stop);
            // What it has submitted is not open beside the many.
            await using var forget = source.CreateCommand($"delete from graph_executions where stage = 0 and workspace_id = '{Workspace}'");
            await forget.ExecuteNonQueryAsync(stop);
        }

        await FillAsync(source, model, Math.Max(there, Few) + 1, count, stop);
        var many = await MeasureAsync(store, source, part, stop);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one client, one question after the other, {part.TotalSeconds:0.#} s each; milliseconds, p50 and p99"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| | beside {Few:N0} | beside {count:N0} |"));
        Console.WriteLine("|---|---|---|");
        for (var i = 0; i < many.Count; i++)
            Console.WriteLine($"| {many[i].What} | {few?[i].Shown ?? "-"} | {many[i].Shown} |");
        return 0;
    }

    private static async Task<List<Figure>> MeasureAsync(PostgresStore store, NpgsqlDataSource source, TimeSpan part, CancellationToken stop)
    {
        var (executions, ids, random) = (store.Executions, await IdsAsync(source, stop), new Random(1));
        var all = new ExecutionFilter { Workspace = Workspace };
        var middle = ids.Order().ElementAt(ids.Count / 2).ToString("N");
        var now = TimeProvider.System.GetUtcNow();
        return
        [
            await MeasureAsync("list, first page of 50", part, () => executions.ListAsync(all, null, 50, stop)),
            await MeasureAsync("list, a page in the middle", part, () => executions.ListAsync(all, middle, 50, stop)),
            await MeasureAsync("list, of one graph", part, () => executions.ListAsync(all with { Graph = $"graph{random.Next(10)}" }, null, 50, stop)),
            await MeasureAsync("list, failed", part, () => executions.ListAsync(all with { Status = ExecutionStatus.Failed }, null, 50, stop)),
            await MeasureAsync("list, of one tag", part, () => executions.ListAsync(all with { Tag = new("team", $"team{random.Next(1000)}") }, null, 50, stop)),
            await MeasureAsync("list, of one tag, a page in the middle", part, () => executions.ListAsync(all with { Tag = new("team", $"team{random.Next(1000)}") }, middle, 50, stop)),
            await MeasureAsync("list, failed of one tag", part, () => executions.ListAsync(all with { Tag = new("team", $"team{random.Next(1000)}"), Status = ExecutionStatus.Failed }, null, 50, stop)),
            await MeasureAsync("list, running of one tag", part, () => executions.ListAsync(all with { Tag = new("team", $"team{random.Next(1000)}"), Status = ExecutionStatus.Running }, null, 50, stop)),
            await MeasureAsync("list, of one tag and a graph that never has it", part, () => executions.ListAsync(all with { Tag = new("team", $"team{random.Next(1000)}"), Graph = "none" }, null, 50, stop)),
            await MeasureAsync("list, failed of one graph", part, () => executions.ListAsync(all with { Graph = $"graph{random.Next(10)}", Status = ExecutionStatus.Failed }, null, 50, stop)),
            await MeasureAsync("list, older than a week", part, () => executions.ListAsync(all with { Until = now.AddDays(-7) }, null, 50, stop)),
            await MeasureAsync("list, roots of the last minute", part, () => executions.ListAsync(all with { From = now.AddMinutes(-1), RootsOnly = true }, null, 50, stop)),
            await MeasureAsync("list, all of the last minute", part, () => executions.ListAsync(all with { From = now.AddMinutes(-1) }, null, 50, stop)),
            await MeasureAsync("what failed in the last hour", part, () => executions.ListAsync(new() { Status = ExecutionStatus.Failed, RootsOnly = true, EndedFrom = now.AddHours(-1) }, null, 1000, stop)),
            await MeasureAsync("status, with its nodes", part, () => executions.FindAsync(ids[random.Next(ids.Count)], stop)),
            await MeasureAsync("how many are open", part, () => executions.CountOpenAsync(Workspace, "graph1", stop)),
            await MeasureAsync("submit, without tags", part, () => executions.SubmitAsync(new(Head(random.Next(32)) with { Tags = new Dictionary<string, string>() }, null, []), stop)),
            await MeasureAsync("submit, with a tag", part, () => executions.SubmitAsync(new(Head(random.Next(32)), null, []), stop)),
        ];
    }

    private static async Task<Figure> MeasureAsync<T>(string what, TimeSpan part, Func<ValueTask<T>> ask)
    {
        for (var i = 0; i < 20; i++)
            await ask();
        var took = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < part || took.Count < 100;)
        {
            var asked = Stopwatch.GetTimestamp();
            await ask();
            took.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        took.Sort();
        return new(what, took[took.Count / 2], took[took.Count * 99 / 100]);
    }

    // As an owner leaves one: the others are copies of it.
    private static async Task<Guid> RunOneAsync(PostgresStore store, CancellationToken stop)
    {
        var lease = await store.Executions.AcquireAsync(0, "bench", stop) ?? throw new InvalidOperationException("Others work on this database: it takes one of its own.");
        var head = Head(0);
        var row = new ExecutionRow(ExecutionStatus.Completed, ExecutionPhase.Forward, null, Payload.Of(ValueJson.Parse("""{"total":12.5}""")), head.CreatedAt, head.CreatedAt, null, new(Value.Null, 0, null, false, []));
        NodeRow[] nodes = [.. Enumerable.Range(0, 3).Select(n => new NodeRow($"n{n}") { Status = NodeStatus.Succeeded, Attempt = 1, Input = head.Inputs, Output = Payload.Of(ValueJson.Parse("""{"ok":true}""")) })];
        await store.Executions.SubmitAsync(new(head, null, []), stop);
        var done = await store.Executions.CommitAsync(new(lease, lease.CommitSequence + 1, 0) { Begun = [head], Changes = [new(head.Id, row, nodes, [])] }, stop);
        return done == CommitResult.Done ? head.Id : throw new InvalidOperationException("The commit was refused.");
    }

    private static ExecutionHead Head(int partition)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new()
        {
            Id = id,
            Root = id,
            Partition = partition,
            Workspace = Workspace,
            Graph = "graph1",
            GraphVersion = 1,
            Inputs = Payload.Of(ValueJson.Parse("""{"product_id":"PROD-001","amount":3}""")),
            CreatedAt = now,
            Tags = new Dictionary<string, string> { ["team"] = "team1" },
        };
    }

    private static async Task FillAsync(NpgsqlDataSource source, Guid model, int from, int until, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var n = from; n <= until; n += FilledAtOnce)
        {
            await using var command = source.CreateCommand(Fill);
            command.CommandTimeout = 0;
            command.Parameters.Add(new() { Value = n });
            command.Parameters.Add(new() { Value = Math.Min(until, n + FilledAtOnce - 1) });
            command.Parameters.Add(new() { Value = model });
            await command.ExecuteNonQueryAsync(stop);
        }

        // With a checkpoint: otherwise a submission waits for a disk that is still busy with what was filled in.
        foreach (var tidying in (string[])["vacuum analyze", "checkpoint"])
        {
            await using var tidy = source.CreateCommand(tidying);
            tidy.CommandTimeout = 0;
            await tidy.ExecuteNonQueryAsync(stop);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled up to {until:N0} in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
    }

    private static async Task<int> CountAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var command = source.CreateCommand("select count(*)::integer from graph_executions where stage = 2");
        command.CommandTimeout = 0;
        return (int)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var command = source.CreateCommand($"select id from graph_executions where stage = 2 and random() < {Asked}.0 / (select count(*) from graph_executions where stage = 2) limit {Asked}");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(stop);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(stop))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    private static string Plain(string address)
    {
        var given = new Uri(address);
        var user = given.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = given.Host,
            Port = given.IsDefaultPort ? 5432 : given.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            Database = given.AbsolutePath.Trim('/'),
        }.ConnectionString;
    }

    private readonly record struct Figure(string What, double Median, double Slow)
    {
        public string Shown => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} / {Slow:0.00}");
    }
}
