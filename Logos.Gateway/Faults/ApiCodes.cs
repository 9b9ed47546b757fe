using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Why the Graph API refuses what it is asked.</summary>
public static class ApiCodes
{
    public const string NotJson = "LGS7203";
    public const string UnknownMember = "LGS7204";
    public const string WrongMember = "LGS7205";
    public const string MissingMember = "LGS7206";
    public const string WrongQuery = "LGS7207";
    public const string BadCursor = "LGS7208";
    public const string NoSuchNode = "LGS7209";
    public const string NoSuchCommand = "LGS7210";
    public const string NothingToShow = "LGS7211";
    public const string WrongKey = "LGS7212";
    public const string KeyUsed = "LGS7213";
    public const string TooManyInFlight = "LGS7214";
    public const string QueueFull = "LGS7215";
    public const string GraphFull = "LGS7216";
    public const string TokenBusy = "LGS7217";
    public const string BadSetting = "LGS7218";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NotJson, "The body is not JSON", "The fault has line and column. JSON knows no comments, no trailing commas and no member twice."),
        new(UnknownMember, "The body has a member that the route does not know", "The hint names the nearest one. What is not known is refused, so that a slip of the fingers does not go unnoticed."),
        new(WrongMember, "A member of the body takes something else", "The message says what it takes, and the path which one it is."),
        new(MissingMember, "A member of the body is missing", "Add it; the path names it."),
        new(WrongQuery, "A parameter of the query is not known, or takes something else", "The message says which, and what it takes. What is not known is refused: a filter with a slip of the fingers would list everything."),
        new(BadCursor, "That is no place in this list", "`after` takes what the page before gave as `next`, as it is, with the same filters. Begin again without it."),
        new(NoSuchNode, "The execution has no such node", "`GET /api/v1/executions/{id}/nodes` lists them."),
        new(NoSuchCommand, "There is no such command", "It was given to another execution, or the execution is gone."),
        new(NothingToShow, "There is nothing to show yet", "The node has not yielded anything. Watch the execution, and ask again when it has."),
        new(WrongKey, "The idempotency key is none", "One header `Idempotency-Key` of up to 255 visible characters, without blanks. A UUID is a good one."),
        new(KeyUsed, "The idempotency key was used for another request", "For 24 hours a key stands for one request: its caller, method, address, query and body. Take a new key for a new request."),
        new(TooManyInFlight, "Too many executions are under way", "Try again after the time in `Retry-After`. `Logos:Gateway:MaxInFlight` says how many a workspace may have."),
        new(QueueFull, "Too many executions wait to begin", "They come faster than they are taken up. Send more slowly; `Logos:Gateway:MaxQueued` says how many may wait."),
        new(GraphFull, "Too many executions of the graph are under way", "Try again when one has ended. `Logos:Gateway:MaxInFlightOf:<graph>` says how many there may be."),
        new(TokenBusy, "Too many requests of the token are under way", "Those that wait and those that watch count. End some, or use several tokens; `Logos:Gateway:MaxRequestsPerToken` says how many there may be."),
        new(BadSetting, "A setting of the gateway is wrong", "The message names it and says what it takes. The server does not start with it."),
    ];
}
