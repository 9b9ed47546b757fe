using Logos.Core.Orchestration;
using Logos.Gateway.Executions;

namespace Logos.Gateway.Events;

/// <summary>The broadcasts of all executions that somebody watches; one that nobody watches any more is gone.</summary>
internal sealed class BroadcastHub : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Pump> _pumps = [];
    private readonly EngineEnd _end;
    private readonly ITimer _beat;

    public BroadcastHub(EngineEnd end, TimeProvider clock)
    {
        _end = end;
        _beat = clock.CreateTimer(_ => Beat(), null, Quiet, Quiet);
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _pumps.Count;
        }
    }

    public async ValueTask<Watch> JoinAsync(EngineAccess engine, Guid root, CancellationToken cancellationToken)
    {
        Pump pump;
        lock (_gate)
        {
            if (!_pumps.TryGetValue(root, out pump!))
                _pumps.Add(root, pump = new(this, engine, root));
            pump.Broadcast.Watchers++;
        }

        var watch = new Watch(this, pump);
        try
        {
            await pump.Begun.WaitAsync(cancellationToken);
            return watch;
        }
        catch (OperationCanceledException)
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await _beat.DisposeAsync();

    /// <summary>A sign of life for all who have heard nothing for a while.</summary>
    internal void Beat()
    {
        Pump[] pumps;
        lock (_gate)
            pumps = [.. _pumps.Values];
        foreach (var pump in pumps)
            pump.Broadcast.Beat();
    }

    private async ValueTask LeaveAsync(Pump pump)
    {
        lock (_gate)
        {
            if (--pump.Broadcast.Watchers > 0)
                return;
            Forget(pump);
        }

        await pump.StopAsync();
    }

    private void Forget(Pump pump)
    {
        // Another may have begun since.
        if (_pumps.TryGetValue(pump.Broadcast.Root, out var current) && current == pump)
            _pumps.Remove(pump.Broadcast.Root);
    }

    /// <summary>One who watches, as long as it is not disposed.</summary>
    internal sealed class Watch(BroadcastHub hub, Pump pump) : IAsyncDisposable
    {
        public Broadcast Broadcast => pump.Broadcast;

        public ValueTask DisposeAsync() => hub.LeaveAsync(pump);
    }

    /// <summary>Reads the feed of one execution into its broadcast.</summary>
    internal sealed class Pump
    {
        private readonly BroadcastHub _hub;
        private readonly CancellationTokenSource _stop;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;

        public Pump(BroadcastHub hub, EngineAccess engine, Guid root)
        {
            (_hub, Broadcast) = (hub, new(root));
            _stop = CancellationTokenSource.CreateLinkedTokenSource(hub._end.Of(engine));
            _running = Task.Run(() => RunAsync(engine));
        }

        public Broadcast Broadcast { get; }

        /// <summary>What was known of it when it began is there.</summary>
        public Task Begun => _begun.Task;

        public async ValueTask StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }

        private async Task RunAsync(EngineAccess engine)
        {
            var isEnded = false;
            try
            {
                await using var feed = await engine.Feed.SubscribeAsync(Broadcast.Root, 0, _stop.Token);
                using var writer = new EventWriter();
                while (true)
                {
                    var reading = feed.ReadAsync(_stop.Token);
                    // What is known already is read without waiting.
                    if (!reading.IsCompleted)
                        _begun.TrySetResult();
                    if (await reading is not { } batch)
                        break;
                    if (batch.IsAfterGap)
                        Broadcast.Add(Frame.Gap(batch.Events.Count > 0 ? batch.Events[0].Id - 1 : 0));
                    foreach (var told in batch.Events)
                        Broadcast.Add(writer.Write(told));
                    Broadcast.Tell();
                }

                isEnded = true;
            }
            catch (OperationCanceledException)
            {
                // Nobody watches any more, or the host goes down.
            }
            finally
            {
                // Not found any more before it is closed: who comes now begins another.
                lock (_hub._gate)
                    _hub.Forget(this);
                Broadcast.Close(isEnded);
                _begun.TrySetResult();
            }
        }
    }
}
