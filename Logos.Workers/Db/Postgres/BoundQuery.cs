using System.Text;
using Logos.Core.Graphs.Sql;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Postgres;

/// <summary>
/// A statement as PostgreSQL takes it: <c>$1</c> where <c>@name</c> stood, and the values beside it, as texts. A value
/// means what it would mean had it been written there: a number has the type that its digits have, a text has none
/// until the server sees what it stands for.
/// </summary>
internal sealed record BoundQuery(SqlStatement Statement, string Text, IReadOnlyList<BoundValue> Values)
{
    /// <exception cref="FailureException">A name has no value, or this is no statement for a node.</exception>
    public static BoundQuery Of(SqlStatement statement)
    {
        var query = statement.Query;
        if (SqlRefusals.Of(query, mysql: false) is { } refused)
            throw FailureException.Permanent(WorkersCodes.NotForNodes, $"`{refused}` is no statement for a node: what it runs is one transaction of its own");
        var text = new StringBuilder(query.Length + 32);
        var values = new List<BoundValue>();
        var places = new Dictionary<(string Name, bool AsJson), int>();
        var from = 0;
        foreach (var parameter in SqlParameters.Of(query, mysql: false))
        {
            var end = parameter.Start + 1 + parameter.Name.Length;
            if (!statement.Params.TryGet(parameter.Name, out var value))
            {
                if (parameter.MayBeOperator)
                    continue;
                throw FailureException.Permanent(WorkersCodes.BadBinding, $"the query binds `@{parameter.Name}`, and `params` has no `{parameter.Name}`");
            }

            var asJson = IsJson(query.AsSpan(end));
            if (!places.TryGetValue((parameter.Name, asJson), out var place))
            {
                values.Add(BoundValue.Of(parameter.Name, value, asJson));
                places.Add((parameter.Name, asJson), place = values.Count);
            }

            text.Append(query, from, parameter.Start - from);
            // In brackets, so that `[1]` behind it is not read as a part of the type.
            if (values[place - 1].Type is { } type)
                text.Append("($").Append(place).Append("::").Append(type).Append(')');
            else
                text.Append('$').Append(place);
            from = end;
        }

        text.Append(query, from, query.Length - from);
        return new(statement, text.ToString(), values);
    }

    // `@name::jsonb`
    private static bool IsJson(ReadOnlySpan<char> behind)
    {
        behind = behind.TrimStart();
        if (!behind.StartsWith("::"))
            return false;
        behind = behind[2..].TrimStart();
        var end = 0;
        while (end < behind.Length && SqlPieces.IsWordPart(behind[end]))
            end++;
        return (behind[..end].Equals("json", StringComparison.OrdinalIgnoreCase) || behind[..end].Equals("jsonb", StringComparison.OrdinalIgnoreCase))
            && behind[end..].TrimStart() is not ['[', ..];
    }
}
