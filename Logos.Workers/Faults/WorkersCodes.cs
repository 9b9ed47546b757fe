using Logos.Rules.Faults;

namespace Logos.Workers.Faults;

/// <summary>Why a node fails while it runs: in the worker around it (500x, 501x), in rules (502x), on the way out (504x).</summary>
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
    ];
}
