using System.Diagnostics;

namespace Logos.ServiceDefaults.Telemetry;

internal static class ActivityExtensions
{
    /// <summary>It is exported to nobody, and neither is what comes below it.</summary>
    public static void Unwant(this Activity span)
    {
        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
