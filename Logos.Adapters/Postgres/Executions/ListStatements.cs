using System.Globalization;
using System.Text;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Postgres.Executions;

/// <summary>How lists are asked for, so that what they do not show is not read, however much there is of it.</summary>
internal static class ListStatements
{
    private const string Columns = "e.id, e.root_id, e.workspace_id, e.graph_id, e.graph_version, e.status, e.created_at, e.completed_at, e.tags, e.created_by";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static Statement First(ExecutionFilter filter, Guid? last, int rows) => IsByTag(filter) ? OfTag(filter, last, rows) : OfOthers(filter, last, rows, isLate: false);

    /// <summary>Children that began after the time of the filter and whose ids are older: a child's id bears the time of its root. They stand behind all others.</summary>
    /// <returns>Null when there are none.</returns>
    public static Statement? Late(ExecutionFilter filter, Guid? last, int rows) =>
        filter is { From: { } from, RootsOnly: false } && HasId(from) && !IsByTag(filter) ? OfOthers(filter, last, rows, isLate: true) : null;

    /// <summary>What a tag is on stands in a table of its own, for each tag in the order of lists; those that have not ended are few, and are found by their status.</summary>
    private static bool IsByTag(ExecutionFilter filter) =>
        filter is { Tag: not null, Workspace: not null, EndedFrom: null } && (filter.Status is not { } status || status.IsEnd());

    // What callers started and what those started are apart in it, so that neither is read for the other.
    private static Statement OfTag(ExecutionFilter filter, Guid? last, int rows)
    {
        var where = new Conditions();
        where.Add($"tag = tag_of({where.Of(filter.Workspace)}, {where.Of(JsonColumn.Clean(filter.Tag!.Value.Key))}, {where.Of(JsonColumn.Clean(filter.Tag.Value.Value))})");
        where.Add($"status = '{(filter.Status is { } status ? Wire.Name(status) : "")}'");
        AddCommon(where, filter, last);
        var since = filter.From is { } from && HasId(from) ? $" and id >= id_from({where.Of((from - Second).ToUniversalTime())})" : "";
        var ids = $"(select id from execution_tags {where} and not is_child{since} order by id desc limit {Text(rows)})";
        if (!filter.RootsOnly)
            ids = $"(select id from ({ids} union all (select id from execution_tags {where} and is_child order by id desc limit {Text(rows)})) as each order by id desc limit {Text(rows)})";
        return new($"select {Columns} from {ids} as found join graph_executions e on e.id = found.id order by e.id desc", [.. where.Parameters]);
    }

    private static Statement OfOthers(ExecutionFilter filter, Guid? last, int rows, bool isLate)
    {
        var where = new Conditions();
        if (filter.Workspace is { } workspace)
            where.Add($"workspace_id = {where.Of(workspace)}");
        // As it is called and not as a parameter: there is an index of those that have ended.
        if (filter.Status is { } status)
            where.Add($"status = '{Wire.Name(status)}'");
        if (filter.Tag is { } tag)
            where.Add($"tags <> '{{}}'::jsonb and tags @> convert_from({where.Of(JsonColumn.Write(new Dictionary<string, string> { [tag.Key] = tag.Value }))}, 'UTF8')::jsonb");
        AddCommon(where, filter, last);
        if (filter.From is { } from && HasId(from))
            where.Add($"id {(isLate ? "<" : ">=")} id_from({where.Of((from - Second).ToUniversalTime())})");
        if (filter.EndedFrom is { } endedFrom)
            where.Add($"completed_at >= {where.Of(endedFrom.ToUniversalTime())}");
        if (filter.RootsOnly)
            where.Add("root_id = id");
        // All of them are found first, by when they began: in the order of ids everything older would be read for the few.
        return isLate
            ? new($"select {Columns} from (select * from graph_executions {where} and root_id <> id offset 0) as e order by e.id desc limit {Text(rows)}", [.. where.Parameters])
            : new($"select {Columns} from graph_executions e {where} order by e.id desc limit {Text(rows)}", [.. where.Parameters]);
    }

    private static void AddCommon(Conditions where, ExecutionFilter filter, Guid? last)
    {
        if (last is { } id)
            where.Add($"id < {where.Of(id)}");
        if (filter.Graph is { } graph)
            where.Add($"graph_id = {where.Of(graph)}");
        if (filter.From is { } from)
            where.Add($"created_at >= {where.Of(from.ToUniversalTime())}");
        if (filter.Until is { } until)
            where.Add($"created_at < {where.Of(until.ToUniversalTime())}");
        // The same said of ids, so that what is newer is not read: an id bears the time of its root, which is no later than its own.
        if (filter.Until is { } newest && HasId(newest))
            where.Add($"id < id_from({where.Of((newest + Second).ToUniversalTime())})");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // Times far from now have none, and need none.
    private static bool HasId(DateTimeOffset time) => time.Year is > 1970 and < 9999;

    private sealed class Conditions
    {
        private readonly StringBuilder _text = new();

        public List<NpgsqlParameter> Parameters { get; } = [];

        public void Add(string condition) => _text.Append(_text.Length == 0 ? "where " : " and ").Append(condition);

        /// <returns>The place of a parameter that has this value.</returns>
        public string Of<T>(T value)
        {
            Parameters.Add(Statement.Of(value));
            return "$" + Text(Parameters.Count);
        }

        public override string ToString() => _text.ToString();
    }
}
