using Logos.Adapters.Embedded.Documents;
using Logos.Adapters.Postgres.Documents;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>Executions in PostgreSQL. An execution waits as a row that its owner takes up; the owner's commit is one batch behind a fence.</summary>
internal sealed partial class PostgresExecutions(Database database, TimeProvider clock) : IExecutionStore
{
    /// <summary>More do not fit into what an owner takes at once, and a backlog of a million is not read whole for each of its turns.</summary>
    private const int PolledAtMost = 10_000;

    public async ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var insert = ExecutionRows.Insert([submission.Head], StateColumn.Write(submission));
        if (submission.Writes.Count == 0)
        {
            await database.RunAsync(insert, cancellationToken);
            return null;
        }

        DocumentRules.Check(submission.Writes);
        try
        {
            // The same submission may be under way beside this one: it is waited for, and then this one changes nothing.
            var isNew = new Statement($"with inserted as ({insert.Text} returning 1) select expect_new((select count(*) from inserted))", insert.Parameters);
            return await DocumentBatch.TryAsync(database, submission.Writes, clock.GetUtcNow(), [isNew], cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresFaults.IsThere)
        {
            return null;
        }
    }

    public async ValueTask AddAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await database.RunAsync(
            new Statement(
                "insert into commands (id, partition, execution_id, kind, payload, created_at) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
                Of(command.Id), Of(command.Partition), Of(command.Execution), Of(Name(command.Kind)), Of(StateColumn.Write(command)), Of(command.CreatedAt)),
            cancellationToken);
    }

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => database.AskAsync<Verdict?>(
        new Statement("select verdict from commands where id = $1 and verdict is not null", Of(command)),
        async reader => await reader.ReadAsync(cancellationToken) ? VerdictRows.Read(reader.GetFieldValue<byte[]>(0)) : null,
        cancellationToken);

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => database.AskAsync(
        [
            // First: each statement sees what is there when it begins, and a command is never without what it is for.
            new Statement("select payload from commands where partition = $1 and verdict is null order by ordinal limit $2", Of(partition), Of(PolledAtMost)),
            // What is asked for by a command is among them, wherever in line it stands.
            new Statement(
                """
                select submission, input_context from graph_executions where stage = 0 and id in (
                    (select id from graph_executions where partition = $1 and stage = 0 order by arrival limit $2)
                    union
                    select execution_id from commands where partition = $1 and verdict is null
                ) order by arrival
                """,
                Of(partition), Of(PolledAtMost)),
        ],
        reader => ReadWaitingAsync(reader, cancellationToken),
        cancellationToken);

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => database.AskAsync(
        [
            new Statement("select payload from commands where id = $1 and verdict is null", Of(id)),
            new Statement("select submission, input_context from graph_executions where id = $1 and stage = 0", Of(id)),
        ],
        reader => ReadWaitingAsync(reader, cancellationToken),
        cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) =>
        LoadAsync("partition = $1 and stage = 1", Of(partition), cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) =>
        LoadAsync("(id = $1 or (root_id = $1 and root_id <> id)) and stage > 0", Of(root), cancellationToken);

    public async ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await LoadAsync("id = $1 and stage > 0", Of(id), cancellationToken) is [var found] ? found : null;

    public ValueTask<ExecutionRow?> FindRowAsync(Guid id, CancellationToken cancellationToken) => database.AskAsync(
        [PlannedOnce, new Statement("select state, results from graph_executions where id = $1 and stage > 0", Of(id))],
        async reader =>
        {
            await reader.NextResultAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? ExecutionRows.ReadRow(reader, 0) : null;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadAtRestAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        LoadAsync("id = any($1) and stage = 2", Of(ids.ToArray()), cancellationToken);

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => database.AskAsync(
        new Statement(
            $"select count(*) filter (where stage = 0), count(*) filter (where stage = 1) from graph_executions where stage < 2 and root_id = id and workspace_id = $1{(graph is null ? "" : " and graph_id = $2")} and status in ('pending', 'running')",
            graph is null ? [Of(workspace)] : [Of(workspace), Of(graph)]),
        async reader =>
        {
            await reader.ReadAsync(cancellationToken);
            return new OpenExecutions((int)reader.GetInt64(0), (int)reader.GetInt64(1));
        },
        cancellationToken);

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) =>
        NumberAsync(new Statement("select broker_generation from store"), cancellationToken);

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) =>
        NumberAsync(new Statement("update store set broker_generation = greatest(broker_generation, $1 + 1) returning broker_generation", Of(lost)), cancellationToken);

    private static async ValueTask<Waiting> ReadWaitingAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var commands = new List<Command>();
        while (await reader.ReadAsync(cancellationToken))
            commands.Add(StateColumn.ReadCommand(reader.GetFieldValue<byte[]>(0)));
        await reader.NextResultAsync(cancellationToken);
        var submissions = new List<Submission>();
        while (await reader.ReadAsync(cancellationToken))
            submissions.Add(StateColumn.ReadSubmission(reader.GetFieldValue<byte[]>(0), JsonColumn.ReadPayload(reader.GetFieldValue<byte[]>(1))!));
        return new(submissions, commands);
    }

    private ValueTask<long> NumberAsync(Statement statement, CancellationToken cancellationToken) => database.AskAsync(
        statement,
        async reader =>
        {
            await reader.ReadAsync(cancellationToken);
            return reader.GetInt64(0);
        },
        cancellationToken);

    private ValueTask<IReadOnlyList<StoredExecution>> LoadAsync(string which, NpgsqlParameter parameter, CancellationToken cancellationToken)
    {
        var ids = $"select id from graph_executions where {which}";
        return database.AskAsync<IReadOnlyList<StoredExecution>>(
            [
                PlannedOnce,
                new Statement($"select id, head, input_context, state, results from graph_executions where {which} order by arrival", parameter),
                new Statement($"select execution_id, item_index, state, input, output from node_executions where execution_id in ({ids})", parameter.Clone()),
                new Statement($"select execution_id, state from (select *, row_number() over (partition by execution_id order by ordinal desc) as place from node_attempts where execution_id in ({ids})) as newest where place <= {AttemptRow.MostKept} order by ordinal", parameter.Clone()),
            ],
            async reader =>
            {
                await reader.NextResultAsync(cancellationToken);
                return await ExecutionRows.ReadAsync(reader, cancellationToken);
            },
            cancellationToken);
    }

    private static string Name(CommandKind kind) => kind switch
    {
        CommandKind.Cancel => "cancel",
        CommandKind.Signal => "signal",
        _ => "retry",
    };
}
