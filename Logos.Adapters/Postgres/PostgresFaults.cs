using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>What PostgreSQL says of why it did not do what it was asked.</summary>
internal static class PostgresFaults
{
    /// <summary>Raised by <c>fence_commit</c> and <c>expect_rows</c>.</summary>
    public const string Fenced = "LG001";

    /// <summary>Raised by <c>write_documents</c>.</summary>
    public const string AnotherVersion = "LG002";

    /// <summary>Raised by <c>expect_new</c>.</summary>
    public const string IsThere = "LG003";

    /// <returns>Null for what will not go away by waiting.</returns>
    public static StoreUnavailableException? Translate(Exception exception) => exception switch
    {
        PostgresException e when IsPassing(e.SqlState) => new($"PostgreSQL cannot take it now: {e.MessageText}", e) { IsFull = e.SqlState == PostgresErrorCodes.DiskFull },
        PostgresException => null,
        // Npgsql has no other sign of it.
        NpgsqlException e when e.Message.StartsWith("The connection pool has been exhausted", StringComparison.Ordinal) =>
            new("PostgreSQL cannot be reached: all connections that this process may have are in use, and none came free in time; `Store:Connections` says how many it may have", e),
        NpgsqlException e => new($"PostgreSQL cannot be reached: {Innermost(e)}", e),
        TimeoutException e => new("PostgreSQL does not answer in time", e),
        _ => null,
    };

    // Connections, resources such as a full disk, an operator's hand, conflicts between transactions; a server that only reads.
    private static bool IsPassing(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) ||
        state.StartsWith("57", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal) ||
        state is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction;

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
