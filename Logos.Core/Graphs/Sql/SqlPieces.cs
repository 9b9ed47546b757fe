namespace Logos.Core.Graphs.Sql;

/// <summary>Cuts SQL into texts, quoted names, comments, and single characters: where a placeholder means something, and where it is only written.</summary>
internal static class SqlPieces
{
    /// <param name="query">The statement.</param>
    /// <param name="mysql">
    /// In MySQL a backslash escapes in every text, where PostgreSQL has that in <c>E'…'</c> alone; <c>#</c> begins a
    /// comment, two hyphens do so before a blank only, and comments do not nest.
    /// </param>
    public static IEnumerable<(int Start, int End)> Of(string query, bool mysql = false)
    {
        for (var at = 0; at < query.Length;)
        {
            var end = End(query, at, mysql);
            yield return (at, end);
            at = end;
        }
    }

    /// <summary>The statement without the comments and blanks in front of it.</summary>
    public static ReadOnlySpan<char> Statement(string query, bool mysql)
    {
        foreach (var (start, end) in Of(query, mysql))
        {
            if (!char.IsWhiteSpace(query[start]) && !IsComment(query, start, end))
                return query.AsSpan(start);
        }

        return [];
    }

    public static bool IsComment(string query, int start, int end) => end - start > 1 && query[start] is '-' or '/' or '#';

    private static int End(string query, int at, bool mysql) => query[at] switch
    {
        '\'' => Quoted(query, at, mysql || IsEscaping(query, at)),
        '"' => Quoted(query, at, mysql),
        '`' => Quoted(query, at, escapes: false),
        '-' when Follows(query, at, "--") && (!mysql || at + 2 == query.Length || query[at + 2] <= ' ') => Until(query, at, "\n"),
        '#' when mysql => Until(query, at, "\n"),
        '/' when Follows(query, at, "/*") => mysql ? Until(query, at + 1, "*/") : Nested(query, at),
        '{' when Follows(query, at, "{{") => Until(query, at, "}}"),
        '$' when !mysql => Dollar(query, at),
        '$' => Word(query, at + 1),
        _ => at + 1,
    };

    // `E'it\'s'`, where the letter is a word of its own.
    private static bool IsEscaping(string query, int at) => at > 0 && query[at - 1] is 'e' or 'E' && (at == 1 || !IsWordPart(query[at - 2]));

    // A doubled quote reads as two texts side by side, which comes to the same.
    private static int Quoted(string query, int at, bool escapes)
    {
        for (var end = at + 1; end < query.Length; end++)
        {
            if (escapes && query[end] == '\\')
                end++;
            else if (query[end] == query[at])
                return end + 1;
        }

        return query.Length;
    }

    // `$tag$ … $tag$` is a text, `$1` a placeholder.
    private static int Dollar(string query, int at)
    {
        var end = Word(query, at + 1);
        if (end < query.Length && query[end] == '$' && !(end > at + 1 && char.IsAsciiDigit(query[at + 1])))
            return Until(query, end, query[at..(end + 1)]);
        return end;
    }

    private static int Word(string query, int at)
    {
        while (at < query.Length && (char.IsAsciiLetterOrDigit(query[at]) || query[at] == '_'))
            at++;
        return at;
    }

    private static int Nested(string query, int at)
    {
        var depth = 0;
        for (; at < query.Length; at++)
        {
            if (Follows(query, at, "/*"))
                (depth, at) = (depth + 1, at + 1);
            else if (Follows(query, at, "*/"))
                (depth, at) = (depth - 1, at + 1);
            if (depth == 0)
                return at + 1;
        }

        return query.Length;
    }

    private static int Until(string query, int at, string end)
    {
        var found = at + 1 <= query.Length ? query.IndexOf(end, at + 1, StringComparison.Ordinal) : -1;
        return found < 0 ? query.Length : found + end.Length;
    }

    private static bool Follows(string text, int at, string what) => text.AsSpan(at).StartsWith(what);

    internal static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
