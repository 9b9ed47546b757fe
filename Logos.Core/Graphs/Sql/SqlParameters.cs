namespace Logos.Core.Graphs.Sql;

/// <summary>The <c>@names</c> of a statement, to which values are bound.</summary>
internal static class SqlParameters
{
    /// <summary>In the order written, each time it stands there.</summary>
    public static IEnumerable<SqlParameter> Of(string query, bool mysql)
    {
        var variables = new HashSet<string>(StringComparer.Ordinal);
        var after = 0;
        foreach (var (start, _) in SqlPieces.Of(query, mysql))
        {
            if (start < after || query[start] != '@')
                continue;
            var end = start + 1;
            while (end < query.Length && SqlPieces.IsWordPart(query[end]))
                end++;
            var before = start == 0 ? ' ' : query[start - 1];
            // `@@x` is a setting of the server or an operator, `a@b` an account.
            if (end == start + 1 || char.IsAsciiDigit(query[start + 1]) || before == '@' || SqlPieces.IsWordPart(before) || before is '\'' or '"' or '`')
                continue;
            after = end;
            var name = query[(start + 1)..end];
            // MySQL: `@row := @row + 1` makes a variable of its own.
            if (query.AsSpan(end).TrimStart().StartsWith(":="))
                variables.Add(name);
            if (!variables.Contains(name))
                yield return new(name, start) { MayBeOperator = before == '<' };
        }
    }
}

/// <param name="Name">Without its <c>@</c>.</param>
/// <param name="Start">Where in the statement the <c>@</c> stands.</param>
internal sealed record SqlParameter(string Name, int Start)
{
    /// <summary>PostgreSQL reads <c>a &lt;@b</c> as "is contained in".</summary>
    public bool MayBeOperator { get; init; }
}
