using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

internal sealed partial class PostgresExecutions
{
    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var lease = commit.Lease;
        var statements = new List<Statement>
        {
            PlannedOnce,
            new("select fence_commit($1, $2, $3, $4, $5, $6)", Of(lease.Partition), Of(lease.Owner), Of(lease.Epoch), Of(commit.Sequence), Of(commit.PublishedThrough), Of(commit.BrokerGeneration)),
        };
        if (commit.Begun.Count > 0)
        {
            Guid[] submitted = [.. commit.Begun.Where(head => head.Parent is null).Select(head => head.Id)];
            if (submitted.Length > 0)
                statements.Add(ExpectWaiting(submitted));
            statements.Add(ExecutionRows.Insert(commit.Begun, submission: null));
        }

        NodeRows.Write(statements, commit.Changes);
        var (same, changed) = (new List<Guid>(), new List<ExecutionChanges>());
        foreach (var change in commit.Changes)
        {
            if (change.IsRowAsBefore)
                same.Add(change.Id);
            else
                changed.Add(change);
        }

        if (same.Count > 0)
            statements.Add(Expect(same));
        if (changed.Count > 0)
            statements.Add(Update(changed));
        if (commit.Verdicts.Count > 0)
            statements.Add(VerdictRows.Write(commit.Verdicts));
        try
        {
            await database.RunAsync(statements, cancellationToken);
            return CommitResult.Done;
        }
        catch (PostgresException e) when (e.SqlState == PostgresFaults.Fenced)
        {
            return CommitResult.Fenced;
        }
    }

    // Asked for each by itself: a join could be planned as a walk through an index of every month.
    private static Statement Expect(List<Guid> executions) => new(
        "select expect_rows((select count(*) from unnest($1) as c(id) where (select e.id from graph_executions e where e.id = c.id) is not null), $2)", Of(executions.ToArray()), Of((long)executions.Count));

    private static Statement ExpectWaiting(Guid[] executions) => new(
        "select expect_rows((select count(*) from unnest($1) as c(id) where (select e.id from graph_executions e where e.id = c.id and e.stage = 0) is not null), $2)", Of(executions), Of((long)executions.Length));

    // Behind the rows of its nodes: an execution that has ended stays open while something it did has to be undone.
    private static Statement Update(IReadOnlyList<ExecutionChanges> changes) => new(
        """
        with change as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as c(id, status, phase, results, error, state, started_at, completed_at, has_ended)
        ), done as (
            update graph_executions e
               set status = c.status, phase = c.phase, results = convert_from(c.results, 'UTF8')::json, error = convert_from(c.error, 'UTF8')::json, state = c.state, submission = null,
                   started_at = c.started_at, completed_at = c.completed_at,
                   stage = case when c.has_ended and (select n.execution_id from node_executions n where n.execution_id = c.id and n.is_owed limit 1) is null then 2 else 1 end
              from change c where e.id = c.id
            returning 1
        )
        select expect_rows((select count(*) from done), $10)
        """,
        Of(ExecutionRows.Column(changes, c => c.Id)),
        Of(ExecutionRows.Column(changes, c => Wire.Name(c.Execution.Status))),
        Of(ExecutionRows.Column(changes, c => c.Execution.Phase == ExecutionPhase.Compensating ? "compensating" : "forward")),
        Of(ExecutionRows.Column(changes, c => JsonColumn.Write(c.Execution.Results))),
        Of(ExecutionRows.Column(changes, c => JsonColumn.Write(c.Execution.Error))),
        Of(ExecutionRows.Column(changes, StateColumn.Write)),
        Of(ExecutionRows.Column(changes, c => c.Execution.StartedAt)),
        Of(ExecutionRows.Column(changes, c => c.Execution.EndedAt)),
        Of(ExecutionRows.Column(changes, c => c.Execution.Status.IsEnd())),
        Of((long)changes.Count));
}
