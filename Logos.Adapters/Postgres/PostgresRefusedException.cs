namespace Logos.Adapters.Postgres;

/// <summary>The database cannot be used as it is, however long one waits.</summary>
public sealed class PostgresRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A later version of Logos has migrated it; what it holds may mean something else by now.</summary>
    public bool IsNewer { get; private init; }

    internal static PostgresRefusedException Newer(int found, int known) =>
        new($"the database is at migration {found}, and this version of Logos knows {known}") { IsNewer = true };
}
