using System.Diagnostics.Metrics;

namespace Logos.Core.Telemetry;

/// <summary>How many messages wait in the queues of tasks.</summary>
public static class QueueDepths
{
    /// <param name="depths">By queue; nothing where they are not known.</param>
    public static void Watch(IMeterFactory meters, Func<IEnumerable<KeyValuePair<string, long>>> depths)
    {
        ArgumentNullException.ThrowIfNull(depths);
        LogosMeter.Of(meters).CreateObservableGauge("queue_depth", () => depths().Select(queue => new Measurement<long>(queue.Value, new KeyValuePair<string, object?>("queue_name", queue.Key))), description: "Messages that wait to be taken.");
    }
}
