using System.Globalization;
using Logos.Rules.Values;
using Npgsql;

namespace Logos.Workers.Db.Postgres;

/// <summary>One transaction, from its beginning to its commit. Whatever goes wrong in between, nothing of it has happened.</summary>
internal sealed class PostgresTransaction(PostgresPool pool, AnswerLimit limit)
{
    // By then the worker has asked the server to stop long ago: this is for one that is gone.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // What these yield is read as text, in the forms that no setting of a user or a database changes. It is a query, too:
    // from then on PostgreSQL lets nobody turn a transaction that reads into one that writes.
    private const string Settle = """
        select set_config('statement_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $1, true),
            set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true), set_config('IntervalStyle', 'iso_8601', true),
            set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true)
        """;

    private const string OnlyRead = "select set_config('default_transaction_read_only', 'on', false)";

    /// <summary>The statement that runs; null before the first and after the last.</summary>
    public BoundQuery? Current { get; private set; }

    /// <returns>What each statement yields.</returns>
    public async Task<IReadOnlyList<Value>> RunAsync(IReadOnlyList<BoundQuery> queries, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await using var connection = await pool.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var results = new List<Value>(queries.Count);
        foreach (var query in queries)
        {
            Current = query;
            await using var batch = new NpgsqlBatch(connection);
            // The beginning travels with the first statement.
            if (results.Count == 0)
                Begin(batch, timeout);
            var rows = new PostgresRows(query.Statement.Result, limit) { Leading = batch.BatchCommands.Count - (results.Count == 0 ? 1 : 0) };
            batch.BatchCommands.Add(Command(query));
            await rows.ReadAsync(batch, cancellationToken).ConfigureAwait(false);
            results.Add(rows.ToValue(await pool.Types.ReadersAsync(connection, rows.Types, cancellationToken).ConfigureAwait(false)));
        }

        Current = null;
        await using var commit = new NpgsqlCommand("commit", connection);
        await commit.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return results;
    }

    private void Begin(NpgsqlBatch batch, TimeSpan? timeout)
    {
        batch.BatchCommands.Add(new(pool.IsReadOnly ? "begin read only" : "begin"));
        batch.BatchCommands.Add(new(Settle) { Parameters = { new NpgsqlParameter { Value = Milliseconds(timeout) } } });
        if (pool.IsReadOnly)
            batch.BatchCommands.Add(new(OnlyRead));
    }

    private static NpgsqlBatchCommand Command(BoundQuery query)
    {
        var command = new NpgsqlBatchCommand(query.Text);
        foreach (var value in query.Values)
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)value.Text ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
        return command;
    }

    private static string Milliseconds(TimeSpan? timeout) =>
        timeout is { } time && time > TimeSpan.Zero && (time + Margin).TotalMilliseconds < int.MaxValue
            ? ((int)Math.Ceiling((time + Margin).TotalMilliseconds)).ToString(CultureInfo.InvariantCulture)
            : "0";
}
