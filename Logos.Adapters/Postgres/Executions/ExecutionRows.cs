using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>Executions as rows: inserted, and read with all that belongs to them.</summary>
internal static class ExecutionRows
{
    /// <param name="heads">What is inserted; what is there already stays as it is.</param>
    /// <param name="submission">For an execution that waits to begin; null for those that begin.</param>
    public static Statement Insert(IReadOnlyList<ExecutionHead> heads, byte[]? submission) => new(
        """
        insert into graph_executions (id, workspace_id, partition, root_id, parent_id, graph_id, graph_version, status, input_context, head, tags, created_at, created_by, submission, stage)
        select id, workspace_id, partition, root_id, parent_id, graph_id, graph_version, 'pending', convert_from(inputs, 'UTF8')::json, head, convert_from(tags, 'UTF8')::jsonb, created_at, created_by, $13, case when $13 is null then 1 else 0 end
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as h(id, workspace_id, partition, root_id, parent_id, graph_id, graph_version, inputs, head, tags, created_at, created_by)
        on conflict (id) do nothing
        """,
        Of(Column(heads, head => head.Id)),
        Of(Column(heads, head => head.Workspace)),
        Of(Column(heads, head => head.Partition)),
        Of(Column(heads, head => head.Root)),
        Of(Column(heads, head => head.Parent?.Execution)),
        Of(Column(heads, head => head.Graph)),
        Of(Column(heads, head => head.GraphVersion)),
        Of(Column(heads, head => JsonColumn.Write(head.Inputs)!)),
        Of(Column(heads, StateColumn.Write)),
        Of(Column(heads, head => JsonColumn.Write(head.Tags))),
        Of(Column(heads, head => head.CreatedAt)),
        Of(Column(heads, head => head.CreatedBy)),
        new NpgsqlParameter<byte[]?> { TypedValue = submission, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });

    /// <summary>Three answers: executions, their nodes and items, their attempts.</summary>
    public static async ValueTask<IReadOnlyList<StoredExecution>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (order, parts) = (new List<Guid>(), new Dictionary<Guid, Parts>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            order.Add(id);
            parts.Add(id, new(
                StateColumn.ReadHead(reader.GetFieldValue<byte[]>(1), JsonColumn.ReadPayload(reader.GetFieldValue<byte[]>(2))!),
                ReadRow(reader, 3)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            // Begun since the executions were read: the transaction is no snapshot.
            if (!parts.TryGetValue(reader.GetGuid(0), out var execution))
                continue;
            var state = reader.GetFieldValue<byte[]>(2);
            if (reader.GetInt32(1) < 0)
                execution.Nodes.Add(StateColumn.ReadNode(state, Payload(reader, 3), Payload(reader, 4)));
            else
                execution.Items.Add(StateColumn.ReadItem(state, Payload(reader, 3), Payload(reader, 4)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (parts.TryGetValue(reader.GetGuid(0), out var execution))
                execution.Attempts.Add(StateColumn.ReadAttempt(reader.GetFieldValue<byte[]>(1)));
        }

        return [.. order.Select(id => parts[id].ToStored())];
    }

    /// <param name="column">Of its state; its results are in the next.</param>
    public static ExecutionRow ReadRow(NpgsqlDataReader reader, int column) => StateColumn.ReadRow(reader.GetFieldValue<byte[]>(column), Payload(reader, column + 1));

    public static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    private static Payload? Payload(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : JsonColumn.ReadPayload(reader.GetFieldValue<byte[]>(column));

    private sealed record Parts(ExecutionHead Head, ExecutionRow Row)
    {
        public List<NodeRow> Nodes { get; } = [];

        public List<ItemRow> Items { get; } = [];

        public List<AttemptRow> Attempts { get; } = [];

        public StoredExecution ToStored() => new(Head, Row, Nodes, Items) { Attempts = Attempts };
    }
}
