using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Owners;

/// <summary>
/// One process among those that own partitions: it runs the loops of its share, begins those that fall to it when
/// another goes, and hands over when one comes. It may be wrong for a moment; then a lease is in its way.
/// </summary>
/// <param name="replica">Its name, which no other process has: leases are held under it.</param>
/// <param name="loopOf">Makes the loop that owns a partition.</param>
public sealed class OwnedShare(string replica, IReplicas replicas, Func<int, PartitionLoop> loopOf, TimeProvider clock)
{
    /// <summary>How often it says that it is there, and looks who else is.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>One that was not heard of for so long is taken for gone; its leases last as long.</summary>
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    private readonly Dictionary<int, Owned> _owned = [];

    /// <summary>Runs until it is cancelled, and then gives back what it owns.</summary>
    /// <exception cref="Exception">A loop has ended though nobody asked it to: what brought it down.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await ShareAsync(cancellationToken);
                await Task.WhenAny([Task.Delay(Every, clock, cancellationToken), .. _owned.Values.Select(owned => owned.Running)]);
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var owned in _owned.Values.Where(owned => owned.Running.IsFaulted))
                    await owned.Running;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
        finally
        {
            await GiveBackAsync();
        }
    }

    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        ReplicaView view;
        try
        {
            view = await replicas.BeatAsync(replica, Time, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Nobody else sees more than this one does: all go on as they are, and the loops wait by themselves.
            return;
        }

        foreach (var (partition, owner) in PartitionShares.Of(view).Index())
        {
            var isOwned = _owned.TryGetValue(partition, out var owned);
            if (isOwned && owned!.Running.IsCompletedSuccessfully)
            {
                owned.Dispose();
                _owned.Remove(partition);
                isOwned = false;
            }

            // One that is being handed over ends first, even when it falls back to this replica.
            if (owner == replica && !isOwned)
                _owned.Add(partition, new(loopOf(partition)));
            else if (owner != replica && isOwned)
                await owned!.StopAsync();
        }
    }

    private async Task GiveBackAsync()
    {
        foreach (var owned in _owned.Values)
            await owned.StopAsync();
        await Task.WhenAll(_owned.Values.Select(owned => owned.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var owned in _owned.Values)
            owned.Dispose();
        _owned.Clear();
        try
        {
            await replicas.LeaveAsync(replica, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Its time runs out by itself.
        }
    }

    private sealed class Owned : IDisposable
    {
        private readonly CancellationTokenSource _down = new();

        public Owned(PartitionLoop loop) => Running = Task.Run(() => loop.RunAsync(_down.Token));

        public Task Running { get; }

        public Task StopAsync() => _down.CancelAsync();

        public void Dispose() => _down.Dispose();
    }
}
