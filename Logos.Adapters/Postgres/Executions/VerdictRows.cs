using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>What commands came to. The first verdict stays.</summary>
internal static class VerdictRows
{
    public static Statement Write(IReadOnlyList<CommandVerdict> verdicts) => new(
        """
        update commands c set verdict = convert_from(v.verdict, 'UTF8')::jsonb, answered_at = clock_timestamp()
          from unnest($1, $2) as v(id, verdict) where c.id = v.id and c.verdict is null
        """,
        Of(ExecutionRows.Column(verdicts, v => v.Command)),
        Of(ExecutionRows.Column(verdicts, v => Write(v.Verdict))));

    public static Verdict Read(byte[] column)
    {
        var verdict = JsonSerializer.Deserialize(column, JsonColumnContext.Default.VerdictColumn)!;
        return new(verdict.Status, verdict.Code, verdict.Message);
    }

    private static byte[] Write(Verdict verdict) =>
        JsonSerializer.SerializeToUtf8Bytes(new(verdict.Status, verdict.Code, verdict.Message is { } message ? JsonColumn.Clean(message) : null), JsonColumnContext.Default.VerdictColumn);
}
