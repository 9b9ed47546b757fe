using Logos.Core.Executions;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>Nodes and the items of their lists, written over those before them; attempts join those before them.</summary>
internal static class NodeRows
{
    public static void Write(List<Statement> statements, IReadOnlyList<ExecutionChanges> changes)
    {
        var rows = new List<NodeColumns>();
        var attempts = new List<(Guid Execution, AttemptRow Row)>();
        foreach (var change in changes)
        {
            foreach (var node in change.Nodes)
                rows.Add(ColumnsOf(change.Id, node));
            foreach (var item in change.Items)
                rows.Add(ColumnsOf(change.Id, item));
            foreach (var attempt in change.Attempts)
                attempts.Add((change.Id, attempt));
        }

        if (rows.Count > 0)
            statements.Add(Upsert(rows));
        if (attempts.Count > 0)
            statements.Add(Insert(attempts));
    }

    private static Statement Upsert(List<NodeColumns> rows) => new(
        """
        insert into node_executions (execution_id, node_id, item_index, iteration, attempt, seq, status, claimed, is_owed, input, output, error, worker, started_at, completed_at, state)
        select execution_id, node_id, item_index, iteration, attempt, seq, status, claimed, is_owed, convert_from(input, 'UTF8')::json, convert_from(output, 'UTF8')::json, convert_from(error, 'UTF8')::json, worker, started_at, completed_at, state
          from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            as n(execution_id, node_id, item_index, iteration, attempt, seq, status, claimed, is_owed, input, output, error, worker, started_at, completed_at, state)
        on conflict (execution_id, node_id, item_index) do update
           set iteration = excluded.iteration, attempt = excluded.attempt, seq = excluded.seq, status = excluded.status, claimed = excluded.claimed, is_owed = excluded.is_owed,
               input = excluded.input, output = excluded.output, error = excluded.error, worker = excluded.worker, started_at = excluded.started_at, completed_at = excluded.completed_at, state = excluded.state
        """,
        Of(ExecutionRows.Column(rows, r => r.Execution)),
        Of(ExecutionRows.Column(rows, r => r.Node)),
        Of(ExecutionRows.Column(rows, r => r.Item)),
        Of(ExecutionRows.Column(rows, r => r.Round)),
        Of(ExecutionRows.Column(rows, r => r.Attempt)),
        Of(ExecutionRows.Column(rows, r => r.Sequence)),
        Of(ExecutionRows.Column(rows, r => Wire.Name(r.Status))),
        Of(ExecutionRows.Column(rows, r => r.Claimed)),
        Of(ExecutionRows.Column(rows, r => r.IsOwed)),
        Of(ExecutionRows.Column(rows, r => r.Input)),
        Of(ExecutionRows.Column(rows, r => r.Output)),
        Of(ExecutionRows.Column(rows, r => r.Error)),
        Of(ExecutionRows.Column(rows, r => r.Worker)),
        Of(ExecutionRows.Column(rows, r => r.StartedAt)),
        Of(ExecutionRows.Column(rows, r => r.EndedAt)),
        Of(ExecutionRows.Column(rows, r => r.State)));

    private static Statement Insert(List<(Guid Execution, AttemptRow Row)> attempts) => new(
        "insert into node_attempts (execution_id, state) select execution_id, state from unnest($1, $2) with ordinality as a(execution_id, state, place) order by place",
        Of(ExecutionRows.Column(attempts, a => a.Execution)),
        Of(ExecutionRows.Column(attempts, a => StateColumn.Write(a.Row))));

    private static NodeColumns ColumnsOf(Guid execution, NodeRow row) => new()
    {
        Execution = execution,
        Node = row.Node,
        Item = -1,
        Round = row.Round,
        Attempt = row.Attempt,
        Sequence = row.Sequence,
        Status = row.Status,
        Claimed = row.Claimed && !row.Status.IsEnd(),
        IsOwed = row.Compensation is CompensationStatus.Pending or CompensationStatus.Running,
        Input = JsonColumn.Write(row.Input),
        Output = JsonColumn.Write(row.Output),
        Error = JsonColumn.Write(row.Error),
        Worker = row.Worker is { } worker ? JsonColumn.Clean(worker) : null,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        State = StateColumn.Write(row),
    };

    private static NodeColumns ColumnsOf(Guid execution, ItemRow row) => new()
    {
        Execution = execution,
        Node = row.Node,
        Item = row.Item,
        Attempt = row.Attempt,
        Status = row.Status,
        Claimed = row.Claimed && !row.Status.IsEnd(),
        Input = JsonColumn.Write(row.Input),
        Output = JsonColumn.Write(row.Output),
        Error = JsonColumn.Write(row.Error),
        State = StateColumn.Write(row),
    };

    private readonly record struct NodeColumns
    {
        public required Guid Execution { get; init; }

        public required string Node { get; init; }

        public required int Item { get; init; }

        public int Round { get; init; }

        public required int Attempt { get; init; }

        public long Sequence { get; init; }

        public required NodeStatus Status { get; init; }

        public required bool Claimed { get; init; }

        public bool IsOwed { get; init; }

        public required byte[]? Input { get; init; }

        public required byte[]? Output { get; init; }

        public required byte[]? Error { get; init; }

        public string? Worker { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public required byte[] State { get; init; }
    }
}
