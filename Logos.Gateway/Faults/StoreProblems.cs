using Logos.Core.Orchestration;
using Logos.ServiceDefaults.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Faults;

/// <summary>What a store that cannot do its work, and an engine that is gone, mean to a caller.</summary>
internal static class StoreProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static Problem? Of(Exception exception, IServiceProvider services) => exception switch
    {
        StoreUnavailableException { IsFull: false } => new(503, GatewayCodes.StoreAway, "the store cannot be reached") { Hint = "try again, with the same Idempotency-Key where something is created", RetryAfter = Soon },
        StoreUnavailableException full => new(507, GatewayCodes.StoreFull, full.Message) { Hint = "make room on the server's disk: it accepts again by itself", RetryAfter = Soon },
        // Whatever a store throws whose engine is gone: it is not the request's fault.
        _ when IsDown(services) => new(503, GatewayCodes.EngineDown, "the engine is not running") { Hint = "try again: it is being started, or stopped", RetryAfter = Soon },
        _ => null,
    };

    /// <returns>Why the store takes no changes for now; null when it does, or is gone with its engine.</returns>
    public static string? Refusal(IServiceProvider services) => IsDown(services) ? null : services.GetRequiredService<EngineAccess>().Refusal();

    public static bool IsDown(IServiceProvider services)
    {
        try
        {
            var engine = services.GetRequiredService<EngineAccess>();
            return engine.WhenBroken.IsCompleted || engine.HasFailed();
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // It is asked for only while it runs.
            return true;
        }
    }
}
