using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Parts;

namespace Logos.Cli.Cluster;

/// <summary>All parts that were started, and the order in which they end.</summary>
internal sealed class RunningCluster(MergedLog log, TimeProvider clock) : IAsyncDisposable
{
    private readonly List<KeptPart> _parts = [];
    private readonly TaskCompletionSource<PartFailedException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a part cannot be kept running.</summary>
    public Task<PartFailedException> WhenFailed => _failed.Task;

    /// <summary>Until it is ready. What was started is stopped by <see cref="StopAsync"/>, whatever becomes of this.</summary>
    /// <exception cref="PartFailedException">It cannot be started.</exception>
    public async Task StartAsync(Part part, CancellationToken cancellationToken)
    {
        var kept = new KeptPart(part, log, clock);
        lock (_parts)
            _parts.Add(kept);
        var starting = kept.StartAsync(cancellationToken);
        _ = TellAsync(kept.WhenFailed);
        await starting;
    }

    /// <summary>All at once, until all are ready, or one fails.</summary>
    /// <exception cref="PartFailedException">One cannot be started.</exception>
    public async Task StartAsync(IEnumerable<Part> parts, CancellationToken cancellationToken)
    {
        var starts = parts.Select(part => StartAsync(part, cancellationToken)).ToList();
        while (starts.Count > 0)
        {
            var first = await Task.WhenAny(starts);
            starts.Remove(first);
            await first;
        }
    }

    /// <summary>In an orderly way.</summary>
    public async Task StopAsync()
    {
        foreach (var together in All().GroupBy(kept => kept.Part.Ending).OrderBy(group => group.Key))
            await Task.WhenAll(together.Select(kept => kept.StopAsync()));
    }

    /// <summary>All at once, with all that came of them.</summary>
    public void Kill() => Parallel.ForEach(All(), kept => kept.Kill());

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var kept in All())
            kept.Dispose();
    }

    private async Task TellAsync(Task<PartFailedException> failing) => _failed.TrySetResult(await failing);

    private List<KeptPart> All()
    {
        lock (_parts)
            return [.. _parts];
    }
}
