namespace Logos.Scenarios.Deployments;

/// <summary>
/// Logos as somebody runs it, reached over HTTP alone. Scenarios are written once against it; each shape that Logos
/// runs in derives from it.
/// </summary>
public abstract class Deployment : IAsyncLifetime
{
    /// <summary>Where the gateway is.</summary>
    public abstract Uri Address { get; }

    /// <summary>Each of its processes: gateways, owners, workers.</summary>
    public abstract IEnumerable<Uri> ProcessAddresses { get; }

    /// <summary>The token that was made at the first start; may do everything.</summary>
    public abstract string AdminToken { get; }

    /// <summary>A site that graphs may call, in the test's own process.</summary>
    public Site Site { get; } = new();

    /// <summary>With the largest scope.</summary>
    public Api Admin => new(Address, AdminToken, Site.Address);

    public Api With(string? token) => new(Address, token, Site.Address);

    /// <summary>Kills whatever runs, as a power cut would, and starts it again on what it had kept.</summary>
    public abstract Task CrashAsync();

    /// <summary>Asks it to stop, and starts it again on what it had kept.</summary>
    public abstract Task RestartAsync();

    /// <summary>Everything that its processes have printed and logged so far.</summary>
    public abstract string Log { get; }

    /// <summary>Everything that it has written to disks and databases, but the keys that it keeps beside them.</summary>
    public abstract IEnumerable<(string Name, byte[] Content)> Kept();

    /// <summary>A token with the largest scope in another workspace. May restart everything.</summary>
    public abstract Task<string> TokenOfAsync(string workspace);

    public virtual async ValueTask InitializeAsync() => await Site.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
