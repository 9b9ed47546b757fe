using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Logos.Core.Work;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Db.Mongo.Wire;
using Logos.Workers.Faults;

namespace Logos.Workers.Db.Mongo;

/// <summary>What MongoDB says of why it did not do it, and whether another try may help. Values stay out of it.</summary>
internal static partial class MongoFailures
{
    // Wrong user or password, or one who may not do this; a way to sign in that is not there.
    private static readonly HashSet<int> SignIn = [13, 18, 334, 8000];

    // What others have changed meanwhile, and locks.
    private static readonly HashSet<int> Conflicts = [24, 46, 112, 117, 225, 251];

    // The primary is another one now.
    private static readonly HashSet<int> NotPrimary = [91, 189, 10058, 10107, 11600, 11602, 13435, 13436];

    // The network behind the server, no room, no time, an operator's hand, shards that move.
    private static readonly HashSet<int> Passing = [6, 7, 43, 50, 63, 64, 89, 133, 134, 150, 202, 237, 262, 317, 365, 384, 462, 9001, 11601, 13388, 14031];

    private static readonly string[] PassingLabels = ["RetryableWriteError", "RetryableError", "SystemOverloadedError", "NetworkError"];

    public static bool IsOfServer(Exception exception) => exception is MongoException or MongoProtocolException or NoPrimaryException or BsonException or SocketException or IOException or TimeoutException or AuthenticationException;

    /// <summary>Whether the connections that are open lead to the wrong server.</summary>
    public static bool IsElsewhere(Exception exception) => exception is MongoException e && NotPrimary.Contains(e.Code);

    /// <param name="operation">What ran; null while the connection was opened.</param>
    /// <returns>Null for what is no failure of the database.</returns>
    public static Failure? Of(Exception exception, MongoPool pool, MongoOperation? operation) => exception switch
    {
        MongoException e => Of(e, pool, operation),
        BsonException e => new(WorkersCodes.UnreadableAnswer, FailureKind.Permanent, $"MongoDB's answer cannot be told as it is: {e.Message}"),
        MongoProtocolException e => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} cannot be talked to: {e.Message}"),
        AuthenticationException e => new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} is not trusted: {e.Message}"),
        NoPrimaryException e => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} takes nothing now: {e.Message}"),
        SocketException or IOException or TimeoutException => new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot be reached: {exception.Message}"),
        _ => null,
    };

    private static Failure Of(MongoException e, MongoPool pool, MongoOperation? operation)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{MessageOf(e, operation)} ({e.Code}{(e.Name.Length > 0 ? ", " : "")}{e.Name})");
        if (SignIn.Contains(e.Code))
            return new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} does not let Logos {(operation is null ? "in" : "do it")}: {said}");
        if (Conflicts.Contains(e.Code) || e.Labels.Contains("TransientTransactionError"))
            return new(WorkersCodes.Conflict, FailureKind.Transient, $"something else was in the way: {said}");
        if (NotPrimary.Contains(e.Code) || Passing.Contains(e.Code) || e.Labels.Any(PassingLabels.Contains))
            return new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot take it now: {said}");
        return new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"{(operation is null ? pool.Place : "MongoDB")} refused {(operation is null ? "it" : $"`{operation.Name}`")}: {said}");
    }

    // It likes to repeat the whole command, and what has a value twice.
    private static string MessageOf(MongoException e, MongoOperation? operation)
    {
        var text = Braces().Replace(e.Message, "{…}");
        foreach (var value in operation?.Given ?? [])
        {
            text = text.Replace($"\"{value}\"", "…", StringComparison.Ordinal).Replace($"'{value}'", "…", StringComparison.Ordinal).Replace($": {value}", ": …", StringComparison.Ordinal);
        }

        return text.Length <= 500 ? text : string.Concat(text.AsSpan(0, 499), "…");
    }

    [GeneratedRegex(@"\{.*", RegexOptions.Singleline)]
    private static partial Regex Braces();
}
