using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Logos.Core.Work;
using Logos.Workers.Db.MySql.Wire;
using Logos.Workers.Faults;

namespace Logos.Workers.Db.MySql;

/// <summary>What MySQL says of why it did not do it, and whether another try may help. Values stay out of it.</summary>
internal static partial class MySqlFailures
{
    // Wrong user, password, host, database; a plugin that is not there.
    private static readonly HashSet<int> SignIn = [1044, 1045, 1049, 1130, 1251, 1698, 1820, 1862, 3118];

    // Deadlocks, locks, and what others have changed.
    private static readonly HashSet<int> Conflicts = [1205, 1213, 1020, 1614, 3058];

    // Too many sessions, no room, going down, an operator's hand, a time limit, a server that only reads since another took over.
    private static readonly HashSet<int> Passing = [1021, 1037, 1038, 1040, 1041, 1053, 1077, 1078, 1079, 1114, 1135, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1290, 1317, 1836, 1927, 1969, 3024, 4031];

    public static bool IsOfServer(Exception exception) => exception is MySqlException or MySqlProtocolException or SocketException or IOException or TimeoutException or AuthenticationException;

    /// <param name="current">The statement that ran; null where it was none of the node's.</param>
    /// <returns>Null for what is no failure of the database.</returns>
    public static Failure? Of(Exception exception, MySqlPool pool, MySqlQuery? current) => exception switch
    {
        MySqlException e => Of(e, pool, current),
        MySqlProtocolException e => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} cannot be talked to: {e.Message}"),
        AuthenticationException e => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} is not trusted: {e.Message}"),
        SocketException or IOException or TimeoutException => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot be reached: {exception.Message}"),
        _ => null,
    };

    private static Failure Of(MySqlException e, MySqlPool pool, MySqlQuery? current)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{MessageOf(e, current)} ({e.Code}, {e.State})");
        if (e.Code == 1792)
            return new(WorkersCodes.ReadOnly, FailureKind.Permanent, $"the connection only reads: {said}");
        if (SignIn.Contains(e.Code))
            return new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} does not let Logos in: {said}");
        if (Conflicts.Contains(e.Code))
            return new(WorkersCodes.Conflict, FailureKind.Transient, $"another transaction was in the way: {said}");
        if (Passing.Contains(e.Code) || e.State.StartsWith("08", StringComparison.Ordinal))
            return new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot take it now: {said}");
        return new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"{(current is null ? pool.Place : "MySQL")} refused {(current is null ? "it" : "the statement")}: {said}");
    }

    private static string MessageOf(MySqlException e, MySqlQuery? current)
    {
        var text = Told().Replace(e.Message, "$1$3…$2");
        foreach (var (name, value) in current?.Statement.Params.AsEnumerable() ?? [])
        {
            if (value.IsString && value.AsString().Length > 0 || value.IsNumber)
                text = text.Replace($"'{value.ToText()}'", $"@{name}", StringComparison.Ordinal);
        }

        return text;
    }

    // `Duplicate entry 'x' for key 'k'`, `Incorrect integer value: 'x' for column …`
    [GeneratedRegex("(Duplicate entry )'.*'( for key)|(value: )'.*'", RegexOptions.Singleline)]
    private static partial Regex Told();
}
