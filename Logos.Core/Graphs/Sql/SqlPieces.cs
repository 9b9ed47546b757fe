namespace Logos.Core.Graphs.Sql;

/// <summary>Cuts SQL into texts, quoted names, comments, and single characters: where a placeholder means something, and where it is only written.</summary>
internal static class SqlPieces
{
    /// <param name="query">The statement.</param>
    /// <param name="backslashes">A backslash escapes in every text, as MySQL has it; PostgreSQL does that in <c>E'…'</c> alone.</param>
    public static IEnumerable<(int Start, int End)> Of(string query, bool backslashes = false)
    {
        for (var at = 0; at < query.Length;)
        {
            var end = End(query, at, backslashes);
            yield return (at, end);
            at = end;
        }
    }

    /// <summary>The statement without the comments and blanks in front of it.</summary>
    public static ReadOnlySpan<char> Statement(string query)
    {
        foreach (var (start, end) in Of(query))
        {
            if (!char.IsWhiteSpace(query[start]) && !IsComment(query, start, end))
                return query.AsSpan(start);
        }

        return [];
    }

    public static bool IsComment(string query, int start, int end) => end - start > 1 && query[start] is '-' or '/';

    private static int End(string query, int at, bool backslashes) => query[at] switch
    {
        '\'' => Quoted(query, at, backslashes || IsEscaping(query, at)),
        '"' => Quoted(query, at, backslashes),
        '`' => Quoted(query, at, escapes: false),
        '-' when Follows(query, at, "--") => Until(query, at, "\n"),
        '/' when Follows(query, at, "/*") => Until(query, at + 1, "*/"),
        '{' when Follows(query, at, "{{") => Until(query, at, "}}"),
        '$' => Dollar(query, at),
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
        var end = at + 1;
        while (end < query.Length && (char.IsAsciiLetterOrDigit(query[end]) || query[end] == '_'))
            end++;
        if (end < query.Length && query[end] == '$' && !(end > at + 1 && char.IsAsciiDigit(query[at + 1])))
            return Until(query, end, query[at..(end + 1)]);
        return end;
    }

    private static int Until(string query, int at, string end)
    {
        var found = at + 1 <= query.Length ? query.IndexOf(end, at + 1, StringComparison.Ordinal) : -1;
        return found < 0 ? query.Length : found + end.Length;
    }

    private static bool Follows(string text, int at, string what) => text.AsSpan(at).StartsWith(what);

    internal static bool IsWordPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
