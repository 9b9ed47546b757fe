using System.Text;
using System.Text.RegularExpressions;
using Logos.Core.Graphs.Sql;
using Logos.Workers.Db.MySql.Wire;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.MySql;

/// <summary>A statement as MySQL takes it: <c>?</c> where <c>@name</c> stood, and the values beside it.</summary>
internal sealed partial record MySqlQuery(SqlStatement Statement, string Text, IReadOnlyList<MySqlValue> Values)
{
    // A procedure could end the transaction, `set` its kind, and what else there is changes something.
    private static readonly HashSet<string> Reading = new(StringComparer.OrdinalIgnoreCase) { "select", "with", "show", "explain", "describe", "desc", "values", "table" };

    /// <exception cref="FailureException">This is no statement for a node, or a list has no place in it.</exception>
    public static MySqlQuery Of(SqlStatement statement)
    {
        var query = statement.Query;
        if (SqlRefusals.Of(query, mysql: true) is { } refused)
            throw FailureException.Permanent(WorkersCodes.NotForNodes, $"`{refused}` is no statement for a node: what it runs is one transaction of its own");
        var text = new StringBuilder(query.Length + 32);
        var values = new List<MySqlValue>();
        var from = 0;
        foreach (var parameter in SqlParameters.Of(query, mysql: true))
        {
            // A variable of the server's own.
            if (!statement.Params.TryGet(parameter.Name, out var value))
                continue;
            var end = parameter.Start + 1 + parameter.Name.Length;
            text.Append(query, from, parameter.Start - from);
            if (value.IsList && IsIn(query, parameter.Start, end))
            {
                var items = value.AsList();
                if (items.Count == 0)
                    throw FailureException.Permanent(WorkersCodes.BadBinding, $"`{parameter.Name}` is an empty list, and `in ()` is no SQL");
                text.AppendJoin(", ", items.Select(_ => '?'));
                values.AddRange(items.Select(MySqlValue.Of));
            }
            else
            {
                text.Append('?');
                values.Add(MySqlValue.Of(value));
            }

            from = end;
        }

        text.Append(query, from, query.Length - from);
        return new(statement, text.ToString(), values);
    }

    /// <exception cref="FailureException">It may do something else than read.</exception>
    public void CheckReading()
    {
        var query = SqlPieces.Statement(Statement.Query, mysql: true).TrimStart(" \t\r\n(");
        var end = 0;
        while (end < query.Length && SqlPieces.IsWordPart(query[end]))
            end++;
        if (!Reading.Contains(query[..end].ToString()))
            throw FailureException.Permanent(WorkersCodes.ReadOnly, $"the connection only reads, and `{query[..end]}` is no statement that only reads");
    }

    // `in (@ids)`
    private static bool IsIn(string query, int start, int end) =>
        In().IsMatch(query[Math.Max(0, start - 40)..start]) && query.AsSpan(end).TrimStart() is [')', ..];

    [GeneratedRegex(@"\bin\s*\(\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex In();
}
