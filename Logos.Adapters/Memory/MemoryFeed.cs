using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Memory;

/// <summary>
/// The feed within one process: the newest events of each execution, and a place in them for each that watches.
/// Owners never wait for a reader, and a reader costs no memory of its own.
/// </summary>
public sealed class MemoryFeed(TimeProvider clock, MemoryFeedOptions? options = null) : IExecutionFeed, IFeedReader
{
    private readonly MemoryFeedOptions _options = options ?? MemoryFeedOptions.Standard;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Track> _tracks = [];
    private readonly Dictionary<Guid, Track> _below = [];
    private readonly LinkedList<Track> _unwatched = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _tracks.Count;
        }
    }

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(changes);
        TaskCompletionSource? woken;
        lock (_gate)
        {
            var track = TrackOf(head.Root);
            track.Add(head, changes, _options.EventsPerExecution);
            if (head.Id != head.Root)
                _below[head.Id] = track;
            Rest(track);
            (woken, track.Arrived) = (track.Arrived, null);
        }

        woken?.SetResult();
    }

    public void Publish(Guid execution, NodeProgress progress)
    {
        TaskCompletionSource? woken;
        lock (_gate)
        {
            // Whose beginning was never told, or is forgotten, has nobody who would care.
            if (!(_tracks.TryGetValue(execution, out var track) || _below.TryGetValue(execution, out track)) || !track.TryAdd(execution, progress, _options.EventsPerExecution))
                return;
            (woken, track.Arrived) = (track.Arrived, null);
        }

        woken?.SetResult();
    }

    public ValueTask<IFeedSubscription> SubscribeAsync(Guid root, long? after, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var track = TrackOf(root);
            if (track.Watchers++ == 0)
                _unwatched.Remove(track.Place);
            return new(new Subscription(this, track, after ?? track.Last));
        }
    }

    private Track TrackOf(Guid root)
    {
        if (_tracks.TryGetValue(root, out var track))
            return track;
        // Ids go on from the time: one that a reader brings along from before a restart is older than all that follow.
        track = new(root, (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        _tracks.Add(root, track);
        _unwatched.AddFirst(track.Place);
        return track;
    }

    // The last told of comes first; what falls off the end is forgotten.
    private void Rest(Track track)
    {
        if (track.Watchers > 0)
            return;
        if (track.Place.List is not null)
            _unwatched.Remove(track.Place);
        _unwatched.AddFirst(track.Place);
        while (_unwatched.Count > _options.UnwatchedExecutions)
        {
            var forgotten = _unwatched.Last!.Value;
            _tracks.Remove(forgotten.Root);
            foreach (var execution in forgotten.Known)
                _below.Remove(execution);
            _unwatched.RemoveLast();
        }
    }

    /// <summary>What is remembered of one execution. The event numbered <c>Last</c> is the newest.</summary>
    private sealed class Track
    {
        private readonly Queue<FeedEvent> _events = new();
        private readonly Dictionary<Guid, (ExecutionHead Head, ExecutionRow Row)> _last = [];
        private readonly long _start;

        public Track(Guid root, long start)
        {
            (Root, _start, Last) = (root, start, start);
            Place = new(this);
        }

        public Guid Root { get; }

        public LinkedListNode<Track> Place { get; }

        public int Watchers { get; set; }

        public long Last { get; private set; }

        public bool HasEnded { get; private set; }

        /// <summary>Null while nobody waits.</summary>
        public TaskCompletionSource? Arrived { get; set; }

        /// <summary>The newest event that is no longer, or never was, remembered.</summary>
        private long Forgotten => Last - _events.Count;

        /// <summary>The executions that were told of.</summary>
        public IEnumerable<Guid> Known => _last.Keys;

        public bool TryAdd(Guid execution, NodeProgress progress, int most)
        {
            if (!_last.TryGetValue(execution, out var last))
                return false;
            Add(new(++Last, last.Head, new(execution, last.Row, [], [])) { Progress = progress }, most);
            return true;
        }

        public void Add(ExecutionHead head, ExecutionChanges changes, int most)
        {
            _last[head.Id] = (head, changes.Execution);
            Add(new(++Last, head, changes), most);
            // An execution that is tried again goes on.
            if (head.Id == Root)
                HasEnded = changes.Execution.Status.IsEnd();
        }

        private void Add(FeedEvent told, int most)
        {
            _events.Enqueue(told);
            if (_events.Count > most)
                _events.Dequeue();
        }

        /// <returns>Null when there is nothing to tell.</returns>
        public FeedBatch? After(long seen)
        {
            // What it brings along is not of this track's numbers: it watched before a restart, or has seen nothing yet.
            var isForeign = seen < Forgotten || seen > Last;
            if (seen == Last || (seen == 0 && _events.Count == 0 && Forgotten == _start))
                return null;
            var isAfterGap = isForeign && !(seen == 0 && Forgotten == _start);
            return new([.. _events.Skip(isForeign ? 0 : (int)(seen - Forgotten))], isAfterGap);
        }
    }

    private sealed class Subscription(MemoryFeed feed, Track track, long seen) : IFeedSubscription
    {
        private long _seen = seen;
        private bool _isClosed;

        public async ValueTask<FeedBatch?> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                Task arrived;
                lock (feed._gate)
                {
                    if (track.After(_seen) is { } batch)
                    {
                        _seen = track.Last;
                        return batch;
                    }

                    if (track.HasEnded)
                        return null;
                    arrived = (track.Arrived ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }

                await arrived.WaitAsync(cancellationToken);
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (feed._gate)
            {
                if (!_isClosed && --track.Watchers == 0)
                    feed.Rest(track);
                _isClosed = true;
            }

            return ValueTask.CompletedTask;
        }
    }
}
