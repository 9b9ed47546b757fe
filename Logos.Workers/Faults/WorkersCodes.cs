using Logos.Rules.Faults;

namespace Logos.Workers.Faults;

/// <summary>Why a node fails while it runs: in the worker around it (500x, 501x), in rules (502x), on the way out (504x), in databases (506x).</summary>
public static class WorkersCodes
{
    public const string UnknownType = "LGS5001";
    public const string MissingSecret = "LGS5002";
    public const string HandlerFault = "LGS5003";
    public const string BrokenConnection = "LGS5004";
    public const string BadInput = "LGS5005";
    public const string OutputTooLarge = "LGS5006";
    public const string OutputTooDeep = "LGS5007";
    public const string ControlTooLarge = "LGS5008";
    public const string Canceled = "LGS5009";
    public const string ValueUnavailable = "LGS5010";
    public const string BadOutput = "LGS5011";
    public const string ValueNotKept = "LGS5012";

    public const string BadSetting = "LGS5013";

    public const string CheckFailed = "LGS5020";

    public const string AddressRefused = "LGS5040";
    public const string BadAddress = "LGS5041";
    public const string Unreachable = "LGS5042";
    public const string BadRedirect = "LGS5043";
    public const string AnswerTooLarge = "LGS5044";
    public const string AnswerUnreadable = "LGS5045";
    public const string Rejected = "LGS5046";
    public const string TryLater = "LGS5047";
    public const string BadHeader = "LGS5048";

    public const string NoConnection = "LGS5060";
    public const string BadConnection = "LGS5061";
    public const string DatabaseAway = "LGS5062";
    public const string DatabaseRefused = "LGS5063";
    public const string StatementRefused = "LGS5064";
    public const string Conflict = "LGS5065";
    public const string BadBinding = "LGS5066";
    public const string TooMuch = "LGS5067";
    public const string ReadOnly = "LGS5068";
    public const string NotForNodes = "LGS5069";
    public const string UnreadableAnswer = "LGS5070";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(UnknownType, "The worker does not know the node's type", "Another worker may: the node is tried again. Start a worker that has the type, or take this one out of the pool."),
        new(MissingSecret, "There is no such secret", "Keep it with `logos secrets set NAME`, in the workspace that the graph runs in."),
        new(HandlerFault, "The code behind a node's type failed", "An exception left the handler, which is a bug in it. The message carries the exception; trying again gives the same, so that it is not tried again."),
        new(BrokenConnection, "A connection or a file broke", "Something outside did not work: the node is tried again. If it goes on, look at what the message names."),
        new(BadInput, "The node was given what it does not take", "An expression under `with` yielded another kind of value than the type takes. The message names the field."),
        new(OutputTooLarge, "The node yields too much", "An output may have 64 MiB. Yield less, or keep it outside and yield where it is."),
        new(OutputTooDeep, "The output is nested too deeply", "An output may be nested 256 levels deep."),
        new(ControlTooLarge, "Conditions read too much of the output", "What conditions read of one output travels with every decision and may have 64 KiB. Compute what they need in a `rule` node, and read that."),
        new(Canceled, "The node was stopped", "Somebody cancelled the execution, or nobody waits for the node any more."),
        new(ValueUnavailable, "A value that the node reads cannot be fetched", "It is kept by reference, and the place that keeps it did not give it. The node is tried again; if it goes on, look at the blob store."),
        new(ValueNotKept, "The node's output cannot be kept", "It is larger than 64 KiB, and the place that keeps such values did not take it: its disk has failed, say. The node is tried again; if it goes on, look at the blob store. A full disk is waited for."),
        new(BadOutput, "The handler's output cannot be written as JSON", "The message says which part. Yield a record of plain values: text, numbers, lists, maps."),

        new(BadSetting, "A setting of workers is wrong", "The message carries the setting's whole name, its value, and what is allowed. In an environment variable the `:` of a name is written `__`."),
        new(CheckFailed, "A check of an `assert` node failed", "The message says which, in the words of the check."),

        new(AddressRefused, "The address is not one that may be called", "Requests go to public addresses only. What is inside has to be allowed by whoever runs Logos: `Logos:Outbound:AllowedHosts`, or `AllowedNetworks`."),
        new(BadAddress, "That is no address for a request", "Write `https://host/path` or `http://…`. A user name and a password go into `auth`, and never into the address."),
        new(Unreachable, "The other side cannot be reached", "The name did not resolve, nobody answered, or the connection broke. The node is tried again."),
        new(BadRedirect, "A redirect was not followed", "Five are followed, and none that leads from https to http. Call the final address."),
        new(AnswerTooLarge, "The answer is too large", "What an answer may have is set by `Logos:Outbound`: 64 MiB after unpacking, 100 headers. Ask for less, or for pages."),
        new(AnswerUnreadable, "The answer is not what it says it is", "The message tells what it should be: JSON, or text. With `response: text` text is taken as it is."),
        new(Rejected, "The other side refused the request", "The message carries the status and the beginning of the answer. A status that is fine here is listed in `expect`."),
        new(TryLater, "The other side cannot answer now", "Status 408, 429 or 5xx: the node is tried again, when `Retry-After` says so not before."),
        new(BadHeader, "A header cannot be sent", "Header names are letters, digits and `-`; values are one line of ASCII. `Host`, `Content-Length` and the like are set by Logos."),

        new(NoConnection, "There is no such connection", "Make it with `logos connections set NAME FILE`, in the workspace that the graph runs in. `logos run` takes its address from the environment, `LOGOS_CONNECTION_NAME`; a host of its own may have it in its configuration, `Logos:Connections:NAME`."),
        new(BadConnection, "The connection cannot be used", "The message says what is wrong with it: its type, a setting, or something secret that cannot be opened. What a connection takes is in docs/databases.md."),
        new(DatabaseAway, "The database cannot be reached, or takes nothing now", "The connection broke, the server starts or stops, or it is out of room or of places: the node is tried again. If it goes on, look at the server that the message names."),
        new(DatabaseRefused, "The database does not let Logos in", "The user, the password, the database's name or the certificate is not what it should be. Correct the connection; the next node sees it."),
        new(StatementRefused, "The database refused the statement or the command", "The message is the server's own, with its code (SQLSTATE, or MongoDB's), and without the values. Correct the statement, or what it is given; trying again gives the same, so that it is not tried again."),
        new(Conflict, "Another transaction was in the way", "A deadlock, a lock that was not to be had, or two serializable transactions: nothing was done, and the node is tried again."),
        new(BadBinding, "A value cannot be bound", "Every `@name` of a query needs a value under `params`, which may be null; an argument's `base64` has to be Base64. In a `mongo` node a map with `$gt` or another operator is no value: operators are written in the graph (docs/databases.md)."),
        new(TooMuch, "The answer is larger than the node takes", "It is never cut. Ask for less, with `limit` or a condition, or in pages; or raise `max_rows` or `max_bytes`. A change that was to be made with it was not made."),
        new(ReadOnly, "The connection only reads", "It has `read_only: true`, and the statement, command or operation would write. Take another connection for it."),
        new(NotForNodes, "A statement or command that a node does not run", "A node's SQL is one transaction of its own, so that `begin`, `commit` and the like have no place in it, nor has `copy`. A node's commands on Redis end at once, leave the connection as it is, and are about keys."),
        new(UnreadableAnswer, "The answer cannot be told as it is", "Two columns or fields have one name, or a value has no form here: the message says which. Name columns with `as`, and yield such a value as text (`::text`)."),
    ];
}
