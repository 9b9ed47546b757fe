namespace Logos.Core.Graphs.Sql;

/// <summary>
/// Statements that a node does not run: those that end the transaction it has begun, in which a connection that only
/// reads is held to reading, and those that speak another protocol.
/// </summary>
internal static class SqlRefusals
{
    private static readonly HashSet<string> Both = new(StringComparer.OrdinalIgnoreCase) { "begin", "start", "commit", "rollback", "savepoint", "release", "prepare" };

    private static readonly HashSet<string> PostgresOnly = new(StringComparer.OrdinalIgnoreCase) { "abort", "end", "copy" };

    // From `if` on blocks, in which anything may stand (MariaDB).
    private static readonly HashSet<string> MySqlOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "xa", "lock", "unlock", "load", "use", "handler", "execute", "deallocate", "if", "case", "loop", "repeat", "while", "for", "declare",
    };

    /// <returns>The word that it begins with; null where it may be run.</returns>
    public static string? Of(string query, bool mysql)
    {
        var statement = SqlPieces.Statement(query, mysql);
        var end = 0;
        while (end < statement.Length && SqlPieces.IsWordPart(statement[end]))
            end++;
        var word = statement[..end].ToString();
        // What looks like a comment is run: `/*! commit */`. A name with a colon begins a block.
        if (mysql && query.AsSpan(0, query.Length - statement.Length) is var front && (front.Contains("/*!", StringComparison.Ordinal) || front.Contains("/*M!", StringComparison.OrdinalIgnoreCase)))
            return "/*!";
        if (mysql && end > 0 && statement[end..].TrimStart() is [':', ..])
            return $"{word}:";
        return Both.Contains(word) || (mysql ? MySqlOnly : PostgresOnly).Contains(word) ? word.ToLowerInvariant() : null;
    }
}
