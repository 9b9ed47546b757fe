using Logos.Rules.Faults;

namespace Logos.Gateway.Faults;

/// <summary>What is more than the server takes at once.</summary>
public static class LoadCodes
{
    public const string TooManyValues = "LGS7310";
    public const string NoRoomForBody = "LGS7311";

    public static IReadOnlyList<ErrorCode> All { get; } =
    [
        new(TooManyValues, "The body holds too many values", "Numbers, texts, lists, objects and names of members count one each. Send parts, or a reference to where the data is; `Logos:Gateway:MaxValues` says how many a body may hold."),
        new(NoRoomForBody, "The server works on as many large bodies as it has room for", "Try again after the time in `Retry-After`, and send large bodies one after the other. `Logos:Gateway:MaxBodies` says how much memory they may take together."),
    ];
}
