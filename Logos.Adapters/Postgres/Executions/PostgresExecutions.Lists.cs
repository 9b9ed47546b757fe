using System.Globalization;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Executions;

internal sealed partial class PostgresExecutions
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public async ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var where = new Conditions();
        if (after is not null)
            where.Add("id <", Guid.TryParseExact(after, "N", out var last) ? last : throw new FormatException($"`{after}` is no place in a list."));
        if (filter.Workspace is { } workspace)
            where.Add("workspace_id =", workspace);
        if (filter.Graph is { } graph)
            where.Add("graph_id =", graph);
        if (filter.Status is { } status)
            where.Add("status =", Wire.Name(status));
        if (filter.Tag is { } tag)
            where.Add("tags <> '{}'::jsonb and tags @> convert_from({0}, 'UTF8')::jsonb", JsonColumn.Write(new Dictionary<string, string> { [tag.Key] = tag.Value }));
        if (filter.From is { } from)
            where.Add("created_at >=", from.ToUniversalTime());
        if (filter.Until is { } until)
            where.Add("created_at <", until.ToUniversalTime());
        // The same said of ids, so that what is newer is not read: an id bears the time of its root, which is no later than its own.
        if (filter.Until is { } newest && HasId(newest))
            where.Add("id < id_from({0})", (newest + Second).ToUniversalTime());
        if (filter.From is { } oldest && filter.RootsOnly && HasId(oldest))
            where.Add("id >= id_from({0})", (oldest - Second).ToUniversalTime());
        if (filter.EndedFrom is { } endedFrom)
            where.Add("completed_at >=", endedFrom.ToUniversalTime());
        if (filter.RootsOnly)
            where.Add("root_id = id");
        var items = await database.AskAsync(
            new Statement($"select id, root_id, workspace_id, graph_id, graph_version, status, created_at, completed_at, tags, created_by from graph_executions {where} order by id desc limit {(limit + 1).ToString(CultureInfo.InvariantCulture)}", [.. where.Parameters]),
            reader => ReadSummariesAsync(reader, cancellationToken),
            cancellationToken);
        if (items.Count <= limit)
            return new(items, null);
        items.RemoveAt(limit);
        return new(items, items[^1].Id.ToString("N"));
    }

    // Times far from now have none, and need none.
    private static bool HasId(DateTimeOffset time) => time.Year is > 1970 and < 9999;

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

    private sealed class Conditions
    {
        private readonly StringBuilder _text = new();

        public List<NpgsqlParameter> Parameters { get; } = [];

        public void Add(string condition) => _text.Append(_text.Length == 0 ? "where " : " and ").Append(condition);

        /// <param name="condition">The parameter stands behind it, or where <c>{0}</c> is.</param>
        public void Add<T>(string condition, T value)
        {
            Parameters.Add(Of(value));
            var place = "$" + Parameters.Count.ToString(CultureInfo.InvariantCulture);
            Add(condition.Contains("{0}", StringComparison.Ordinal) ? condition.Replace("{0}", place, StringComparison.Ordinal) : $"{condition} {place}");
        }

        public override string ToString() => _text.ToString();
    }
}
