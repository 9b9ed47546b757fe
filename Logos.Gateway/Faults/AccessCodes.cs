using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>Tokens, and signing in to the console.</summary>
public static class AccessCodes
{
    public const string OpenToTheWorld = "LGS7110";
    public const string NoSuchToken = "LGS7111";
    public const string BadToken = "LGS7112";
    public const string SignInRefused = "LGS7113";
    public const string TooManySignIns = "LGS7114";
    public const string NoSuchSession = "LGS7265";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(OpenToTheWorld, "A server without authentication may listen on loopback alone", "Listen on `http://127.0.0.1:5050`, or start it with authentication: it prints a token and a link to sign in."),
        new(NoSuchToken, "There is no such token", "`logos token list` tells those of the workspace; one that was revoked or has expired is gone."),
        new(BadToken, "The token cannot be made like this", "The message names what is wrong: its name, its scope, its roles or how long it is good for."),
        new(SignInRefused, "The sign-in was refused", "A link is good once and for 15 minutes; a token is misspelt, was revoked, or has expired. `logos token new` makes another token."),
        new(TooManySignIns, "Too many failed sign-ins", "Wait as long as `Retry-After` says. Somebody at this address failed ten times in a minute; a good token or link signs in all the same."),
        new(NoSuchSession, "There is no such session", "`GET /api/v1/sessions` tells those of the workspace; one that was signed out, has expired, or whose token was revoked is gone."),
    ];
}
