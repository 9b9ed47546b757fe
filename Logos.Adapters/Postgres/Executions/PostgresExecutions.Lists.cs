using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Postgres.Executions;

internal sealed partial class PostgresExecutions
{
    public async ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        Guid? last = after is null ? null : Guid.TryParseExact(after, "N", out var place) ? place : throw new FormatException($"`{after}` is no place in a list.");
        // One more than is shown: whether there is one.
        var rows = limit + 1;
        var items = await ReadSummariesAsync(ListStatements.First(filter, last, rows), cancellationToken);
        if (items.Count < rows && ListStatements.Late(filter, last, rows) is { } late)
            items.AddRange((await ReadSummariesAsync(late, cancellationToken)).Take(rows - items.Count));
        if (items.Count <= limit)
            return new(items, null);
        items.RemoveAt(limit);
        return new(items, items[^1].Id.ToString("N"));
    }

    private ValueTask<List<ExecutionSummary>> ReadSummariesAsync(Statement statement, CancellationToken cancellationToken) =>
        database.AskAsync(statement, reader => ReadSummariesAsync(reader, cancellationToken), cancellationToken);

    private static async ValueTask<List<ExecutionSummary>> ReadSummariesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var items = new List<ExecutionSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetInt32(4),
                StatusOf(reader.GetString(5)),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7))
            { Tags = JsonColumn.ReadTags(reader.GetFieldValue<byte[]>(8)), CreatedBy = reader.IsDBNull(9) ? null : reader.GetString(9) });
        }

        return items;
    }

    private static ExecutionStatus StatusOf(string name)
    {
        foreach (var status in Enum.GetValues<ExecutionStatus>())
        {
            if (Wire.Name(status) == name)
                return status;
        }

        throw new InvalidDataException($"`{name}` is no status of an execution.");
    }
}
