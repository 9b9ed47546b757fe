using System.Text;
using Logos.Core.Graphs.Sql;

namespace Logos.Core.Graphs.Importing;

/// <summary>Just enough of SQL to find placeholders outside texts and comments, and the columns of a select.</summary>
internal static class SqlText
{
    /// <param name="query">The statement.</param>
    /// <param name="replace">What a placeholder (<c>$1</c>, <c>?</c>, <c>{{name}}</c>) becomes.</param>
    /// <param name="inText">Told of a placeholder inside a longer text, where none can be bound.</param>
    public static string Replace(string query, Func<SqlPlaceholder, string> replace, Action<SqlPlaceholder> inText)
    {
        var sql = new StringBuilder(query.Length);
        foreach (var (at, end) in SqlPieces.Of(query))
        {
            var piece = query[at..end];
            if (Placeholder(piece, at) is { } placeholder)
                sql.Append(replace(placeholder));
            else
                sql.Append(piece);
            if (piece.Length > 1 && piece[0] == '\'' && Placeholder(piece, at) is null && piece.IndexOf("{{", StringComparison.Ordinal) is var open and > 0)
                inText(new(piece, 0, at + open, 2));
        }

        return sql.ToString();
    }

    /// <summary>The names of a select's columns; a star tells none.</summary>
    public static IEnumerable<string> Columns(string query)
    {
        var plain = Plain(query);
        var words = new List<string>();
        var (depth, start) = (0, -1);
        for (var at = 0; at < plain.Length; at++)
        {
            depth += plain[at] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth != 0)
                continue;
            if (start < 0 && IsWord(plain, at, "select"))
            {
                start = at + "select".Length;
            }
            else if (start >= 0 && IsWord(plain, at, "from"))
            {
                plain = plain[..at];
            }
            else if (start >= 0 && plain[at] == ',')
            {
                words.Add(plain[start..at]);
                start = at + 1;
            }
        }

        if (start >= 0)
            words.Add(plain[start..]);
        return words.Select(ColumnName).Where(name => name.Length > 0);
    }

    public static bool ReturnsRows(string query)
    {
        var plain = Plain(query).TrimStart();
        string[] reading = ["select", "with", "show", "values", "table", "explain", "describe"];
        return reading.Any(word => IsWord(plain, 0, word)) || Enumerable.Range(0, plain.Length).Any(at => IsWord(plain, at, "returning"));
    }

    public static bool HasNumbered(string query) => Pieces(query).Any(piece => piece is ['$', ..] && piece.Length > 1 && char.IsAsciiDigit(piece[1]));

    /// <summary>The question mark asks in PostgreSQL whether a key is there: <c>data ? 'key'</c>, <c>data ?| array['a']</c>.</summary>
    public static bool IsOperator(string query, int at) => SqlPlaceholders.IsOperator(query, at);

    public static int CountQuestionMarks(string query) => Pieces(query).Count(piece => piece == "?");

    // A column is called by its last word: `a.b as c`, `sum(x) total`, `a.b`, `a::float8 as b`.
    private static string ColumnName(string column)
    {
        var text = column.AsSpan().TrimEnd();
        var start = text.Length;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
            start--;
        var isCast = start > 1 && text[start - 1] == ':';
        return isCast || start == text.Length || char.IsAsciiDigit(text[start]) ? "" : text[start..].ToString();
    }

    private static string Plain(string query) =>
        string.Concat(Pieces(query).Select(piece => piece.Length > 1 && piece[0] is '\'' or '-' or '/' ? new string(' ', piece.Length) : piece));

    private static IEnumerable<string> Pieces(string query) => SqlPieces.Of(query).Select(piece => query[piece.Start..piece.End]);

    private static SqlPlaceholder? Placeholder(string piece, int at)
    {
        if (piece == "?")
            return new("", 0, at, 1);
        if (piece.Length > 1 && piece[0] == '$' && int.TryParse(piece.AsSpan(1), out var number))
            return new("", number, at, piece.Length);
        var inner = piece.Length > 1 && piece[0] == '\'' ? piece.Trim('\'').Trim() : piece;
        return inner.StartsWith("{{", StringComparison.Ordinal) && inner.EndsWith("}}", StringComparison.Ordinal) && inner.IndexOf("{{", 2, StringComparison.Ordinal) < 0
            ? new(inner[2..^2].Trim(), 0, at, piece.Length)
            : null;
    }

    private static bool IsWord(string text, int at, string word) =>
        text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase)
        && (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
        && (at + word.Length == text.Length || !(char.IsLetterOrDigit(text[at + word.Length]) || text[at + word.Length] == '_'));
}

/// <param name="Name">What stands in <c>{{ }}</c>; empty for the others.</param>
/// <param name="Number">Of <c>$1</c>, from 1; 0 for the others.</param>
/// <param name="Start">Where in the query.</param>
/// <param name="Length">How long it is there.</param>
internal sealed record SqlPlaceholder(string Name, int Number, int Start, int Length);
