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

    // Of a message, before values are looked for in it and behind; of a name.
    private const int MostRead = 4096, MostTold = 500, MostOfName = 64;

    // A shorter text is a word of any message.
    private const int LeastAnywhere = 4;

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
        var said = string.Create(CultureInfo.InvariantCulture, $"{MessageOf(e, operation)} ({e.Code}{(e.Name.Length > 0 ? ", " : "")}{Cut(e.Name, MostOfName)})");
        if (SignIn.Contains(e.Code))
            return new(WorkersCodes.DatabaseRefused, FailureKind.Permanent, $"{pool.Place} does not let Logos {(operation is null ? "in" : "do it")}: {said}");
        if (Conflicts.Contains(e.Code) || e.Labels.Contains("TransientTransactionError"))
            return new(WorkersCodes.Conflict, FailureKind.Transient, $"something else was in the way: {said}");
        if (NotPrimary.Contains(e.Code) || Passing.Contains(e.Code) || e.Labels.Any(PassingLabels.Contains))
            return new(WorkersCodes.DatabaseAway, FailureKind.Transient, $"{pool.Place} cannot take it now: {said}");
        return new(WorkersCodes.StatementRefused, FailureKind.Permanent, $"{(operation is null ? pool.Place : "MongoDB")} refused {(operation is null ? "it" : $"`{operation.Name}`")}: {said}");
    }

    // It likes to repeat the whole command, and what is kept.
    private static string MessageOf(MongoException e, MongoOperation? operation)
    {
        var text = Quoted().Replace(Braces().Replace(Cut(e.Message, MostRead), "{…}"), static match => match.Groups["name"].Success ? match.Value : "'…'");
        foreach (var value in operation?.Given ?? [])
            text = Without(text, value);
        return Cut(text, MostTold);
    }

    // Where it is a word of its own: a short one stands within others.
    private static string Without(string text, string value)
    {
        // Of a long one there may be a part, wherever the message was cut.
        if (value.Length > MostOfName)
            return text.IndexOf(value[..MostOfName], StringComparison.Ordinal) is >= 0 and var begins ? string.Concat(text.AsSpan(0, begins), "…") : text;
        for (var at = 0; (at = text.IndexOf(value, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = at + value.Length;
            var isWhole = (at == 0 || !(IsOfWord(text[at - 1]) || text[at - 1] is '.' or '$')) && (end == text.Length || !IsOfWord(text[end]));
            // So is "a", which says nothing, except where a value is told.
            if (isWhole && (value.Length >= LeastAnywhere || char.IsAsciiDigit(value[^1]) || text.AsSpan(0, at).EndsWith(": ", StringComparison.Ordinal)))
                text = string.Concat(text.AsSpan(0, at), "…", text.AsSpan(end));
        }

        return text;
    }

    private static bool IsOfWord(char one) => char.IsLetterOrDigit(one) || one == '_';

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        // Not in the middle of a character.
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "…");
    }

    [GeneratedRegex(@"\{.*", RegexOptions.Singleline)]
    private static partial Regex Braces();

    // What stands in quotes may be data, with quotes in it; operators and what is called a field or the like are none.
    [GeneratedRegex("""(?<name>\b(field|path|stage|stage name|argument|option|modifier|operator|command|index|collection|namespace):? '[\w.$]+'(?!\w)|'\$\w+'(?!\w))|(?<!\w)'.*'(?!\w)|(?<!\w)'.*|".*"|".*""", RegexOptions.Singleline)]
    private static partial Regex Quoted();
}
