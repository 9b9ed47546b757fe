using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Why the gateway refuses what it is asked.</summary>
public static class GatewayCodes
{
    public const string NotSignedIn = "LGS7101";
    public const string UnknownToken = "LGS7102";
    public const string ScopeTooSmall = "LGS7103";
    public const string ForeignOrigin = "LGS7104";
    public const string ForeignHost = "LGS7105";
    public const string NoSuchGraph = "LGS7201";
    public const string NoSuchExecution = "LGS7202";
    public const string StoreFull = "LGS7301";
    public const string EngineDown = "LGS7302";
    public const string StoreAway = "LGS7303";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(NotSignedIn, "The request does not say who it is from", "Send `Authorization: Bearer <token>`. `logos token new` makes one; `logos login` keeps it for the command line."),
        new(UnknownToken, "The token is not known", "It is misspelt, was revoked, or has expired. `logos token new` makes another."),
        new(ScopeTooSmall, "The token may not do this", "The message names the scope that is needed: `read` looks, `run` starts and steers executions, `admin` changes everything else."),
        new(ForeignOrigin, "A page of another site sent the request", "What the console's session may do, only pages of this server may ask for. Programs use a token."),
        new(ForeignHost, "The request was sent to another name than this server's", "A server on loopback answers to `localhost`, `127.0.0.1` and `[::1]`. To serve another name, list it in `Logos:Gateway:Hosts`."),
        new(NoSuchGraph, "There is no such graph", "`GET /api/v1/graphs` lists those of the workspace; a graph goes by its name or its id."),
        new(NoSuchExecution, "There is no such execution", "It is misspelt, belongs to another workspace, or ended so long ago that it was deleted."),
        new(StoreFull, "The store has no room", "Nothing was accepted, and reading goes on. Make room on the server's disk: it accepts again by itself."),
        new(EngineDown, "The engine is not running", "It is starting, stopping, or cannot go on; `/health` says which. What was accepted is safe, and goes on when it runs."),
        new(StoreAway, "The store cannot be reached", "Whether this very request was taken is not known: send it again with the same `Idempotency-Key`. What was answered before is safe. `/health` says what is wrong; it goes on by itself."),
    ];
}
