using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Npgsql;

namespace Logos.Workers.Db.Postgres;

/// <summary>What PostgreSQL says of why it did not do it, and whether another try may help. Values stay out of it.</summary>
internal static partial class PostgresFailures
{
    private static readonly Failure Several = new(WorkersCodes.NotForNodes, FailureKind.Permanent, "one statement stands under `query`: write several under `statements`");

    /// <param name="current">The statement that ran; null where it was none of the node's.</param>
    /// <returns>Null for what is no failure of the database.</returns>
    public static Failure? Of(Exception exception, PostgresPool pool, BoundQuery? current) => exception switch
    {
        PostgresException e => Of(e, pool, current),
        NpgsqlException e when Cause<AuthenticationException>(e) is { } tls => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} is not trusted, or speaks no TLS: {tls.Message}"),
        NpgsqlException e when e.Message.StartsWith("No password has been provided", StringComparison.Ordinal) => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} does not let Logos in: it wants a password, and the connection has none"),
        NpgsqlException e when Cause<NotSupportedException>(e) is null => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot be reached: {Innermost(e)}"),
        NotSupportedException e when e.Message.Contains("multiple SQL statements", StringComparison.Ordinal) => Several,
        SocketException or TimeoutException or IOException => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot be reached: {Innermost(exception)}"),
        _ => null,
    };

    private static Failure Of(PostgresException e, PostgresPool pool, BoundQuery? current)
    {
        var state = e.SqlState;
        var said = $"{MessageOf(e, current)} ({state})";
        if (state == PostgresErrorCodes.ReadOnlySqlTransaction && pool.IsReadOnly || state == PostgresErrorCodes.ActiveSqlTransaction && pool.IsReadOnly)
            return new(WorkersCodes.ReadOnly, FailureKind.Permanent, $"the connection only reads: {said}");
        if (state == PostgresErrorCodes.SyntaxError && e.MessageText.StartsWith("cannot insert multiple commands", StringComparison.Ordinal))
            return Several;
        if (state.StartsWith("28", StringComparison.Ordinal) || state is PostgresErrorCodes.InvalidCatalogName)
            return new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} does not let Logos in: {said}");
        if (state is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            return new(WorkersCodes.Conflict, FailureKind.Transient, $"another transaction was in the way: {said}");
        if (IsPassing(state))
            return new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot take it now: {said}");
        return new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"PostgreSQL refused the statement: {said}{Hint(e, current)}");
    }

    // Connections, resources such as a full disk, an operator's hand, trouble with files; a server that only reads since another took over.
    private static bool IsPassing(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
        || (state.StartsWith("57", StringComparison.Ordinal) && state != PostgresErrorCodes.DatabaseDropped)
        || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.StatementCompletionUnknown
        || state is PostgresErrorCodes.TransactionIntegrityConstraintViolation or "25P03";

    private static string MessageOf(PostgresException e, BoundQuery? current)
    {
        // What is wrong with a value is told with the value in quotes (class 22).
        var text = e.SqlState.StartsWith("22", StringComparison.Ordinal) ? QuotedValue().Replace(e.MessageText, "…") : e.MessageText;
        foreach (var value in (current?.Values ?? []).Where(value => !string.IsNullOrEmpty(value.Text)))
            text = text.Replace($"\"{value.Text}\"", $"@{value.Name}", StringComparison.Ordinal);
        return text;
    }

    private static string Hint(PostgresException e, BoundQuery? current) => e.SqlState switch
    {
        PostgresErrorCodes.IndeterminateDatatype or PostgresErrorCodes.AmbiguousFunction when current?.Values.Count > 0 => "; say what a parameter is, such as `@name::numeric`",
        PostgresErrorCodes.InvalidTextRepresentation when e.MessageText.Contains("type json", StringComparison.Ordinal) && current?.Values.Any(value => value is { Type: null, Text: ['{' or '\f', ..] }) == true => "; a list is an array, and JSON where `@name::jsonb` says so",
        _ => "",
    };

    private static T? Cause<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
                return found;
        }

        return null;
    }

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;

    // From the first mark to the last: a value may hold marks of its own.
    [GeneratedRegex("\".*\"", RegexOptions.Singleline)]
    private static partial Regex QuotedValue();
}
