namespace Logos.Core.Graphs.Sql;

/// <summary>Placeholders of other libraries, <c>$1</c> and <c>?</c>, to which nothing is bound here.</summary>
internal static class SqlPlaceholders
{
    /// <summary>Those that are nothing else beyond doubt.</summary>
    /// <param name="query">The statement.</param>
    /// <param name="mysql">MySQL has no operator of a question mark.</param>
    public static IEnumerable<(int Start, int End)> Of(string query, bool mysql)
    {
        foreach (var (start, end) in SqlPieces.Of(query, mysql))
        {
            if (query[start] == '$' ? IsNumbered(query, start, end) : query[start] == '?' && (mysql || (!IsOperator(query, start) && IsOperand(query, start))))
                yield return (start, end);
        }
    }

    /// <summary>PostgreSQL: <c>data ? 'key'</c>, <c>data ? $1</c>, <c>data ?| array['a']</c>, <c>?&amp;</c>.</summary>
    public static bool IsOperator(string query, int at)
    {
        var after = query.AsSpan(at + 1);
        return after is ['|' or '&' or '-' or '#' or '?', ..] || (at > 0 && query[at - 1] is '?' or '@' or '|' or '&')
            || after.TrimStart() is ['\'' or '$' or '@' or '(', ..];
    }

    // `$` may stand within a name.
    private static bool IsNumbered(string query, int start, int end) =>
        end - start > 1 && (start == 0 || !SqlPieces.IsWordPart(query[start - 1])) && query.AsSpan(start + 1, end - start - 1).IndexOfAnyExceptInRange('0', '9') < 0;

    // An operator has a value in front of it, and none of these ends one.
    private static bool IsOperand(string query, int at) => query.AsSpan(0, at).TrimEnd() is [.., '=' or '<' or '>' or '(' or ',' or '+' or '*'];
}
