using System.Diagnostics;
using OpenTelemetry;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>Keeps spans out that nobody asked for, and of the others what nobody should read.</summary>
internal sealed class WantedSpans : BaseProcessor<Activity>
{
    // A path may hold what lets somebody in, and an address that a node calls a secret.
    private static readonly string[] Unread = ["url.path", "url.full", "url.query"];

    public override void OnStart(Activity data)
    {
        // Owners look into the store all the time: what a client does for nobody's sake is no trace.
        if (data is { Kind: ActivityKind.Client, ParentId: null })
            data.Unwant();
    }

    public override void OnEnd(Activity data)
    {
        foreach (var name in Unread)
            data.SetTag(name, null);
    }
}
