using Logos.Core.Graphs.NodeTypes;

namespace Logos.Workers.Service;

/// <summary>Workers as a program of their own. Section <c>Logos:Workers</c>.</summary>
internal sealed class WorkerOptions
{
    /// <summary>Which pools it works for.</summary>
    public IReadOnlyList<Pool> Pools { get; set; } = [Pool.Db, Pool.Ai, Pool.Rule, Pool.Io, Pool.File];

    /// <summary>How long running nodes may take to finish when it stops.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>What one node may yield.</summary>
    public long MaxOutput { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many nodes of a pool run at once; the pool <c>rule</c> has one for each processor, the others 8.</summary>
    public IDictionary<Pool, int> Slots { get; } = new Dictionary<Pool, int>();

    public int SlotsOf(Pool pool) => Slots.TryGetValue(pool, out var slots) ? slots : pool == Pool.Rule ? Environment.ProcessorCount : 8;
}
