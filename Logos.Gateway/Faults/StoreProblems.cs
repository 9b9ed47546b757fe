using Logos.Core.Orchestration;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Faults;

/// <summary>What a store that cannot do its work means to a caller.</summary>
internal static class StoreProblems
{
    public static Problem? Of(Exception exception) => exception switch
    {
        StoreUnavailableException full => new(507, GatewayCodes.StoreFull, full.Message) { Hint = "make room on the server's disk: it accepts again by itself" },
        _ => null,
    };
}
