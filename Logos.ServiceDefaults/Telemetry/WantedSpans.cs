using System.Diagnostics;
using OpenTelemetry;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>Keeps spans out that nobody asked for, and of the others what nobody should read.</summary>
internal sealed class WantedSpans : BaseProcessor<Activity>
{
    // A path may hold what lets somebody in, and an address that a node calls a secret.
    private static readonly string[] Unread = ["url.path", "url.full", "url.query", "db.npgsql.data_source"];

    public override void OnStart(Activity data)
    {
        // Owners look into the store all the time: what a client does for nobody's sake is no trace. Nor is what comes below a span that nobody wants,
        // whatever the sampler says.
        if (data is { Kind: ActivityKind.Client, ParentId: null } or { Parent.Recorded: false })
            data.Unwant();
    }

    public override void OnEnd(Activity data)
    {
        // PostgreSQL's words for what failed repeat values, secrets among them, and stand in events that nobody can take away. The node's own span has the code.
        if (data is { Source.Name: OtlpExport.Npgsql, Status: ActivityStatusCode.Error })
            data.Unwant();
        foreach (var name in Unread)
            data.SetTag(name, null);
    }
}
