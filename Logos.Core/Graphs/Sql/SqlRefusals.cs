namespace Logos.Core.Graphs.Sql;

/// <summary>
/// Statements that a node does not run: those that end the transaction it has begun, in which a connection that only
/// reads is held to reading, and those that speak another protocol.
/// </summary>
internal static class SqlRefusals
{
    private static readonly HashSet<string> Both = new(StringComparer.OrdinalIgnoreCase) { "begin", "start", "commit", "rollback", "savepoint", "release", "prepare" };

    private static readonly HashSet<string> PostgresOnly = new(StringComparer.OrdinalIgnoreCase) { "abort", "end", "copy" };

    private static readonly HashSet<string> MySqlOnly = new(StringComparer.OrdinalIgnoreCase) { "xa", "lock", "unlock", "load", "use", "handler" };

    /// <returns>The word that it begins with; null where it may be run.</returns>
    public static string? Of(string query, bool mysql)
    {
        var statement = SqlPieces.Statement(query, mysql);
        var end = 0;
        while (end < statement.Length && SqlPieces.IsWordPart(statement[end]))
            end++;
        var word = statement[..end].ToString();
        return Both.Contains(word) || (mysql ? MySqlOnly : PostgresOnly).Contains(word) ? word.ToLowerInvariant() : null;
    }
}
