using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Messages;

namespace Logos.Core.Orchestration;

/// <summary>
/// Owns a partition: takes in, decides, commits, publishes, acknowledges, in that order. While a turn's commit
/// is under way the next turn is decided in memory; it is neither published nor acknowledged before its own commit.
/// </summary>
public sealed partial class PartitionLoop(
    int number,
    string owner,
    IExecutionStore store,
    IWorkBroker broker,
    IPlanSource plans,
    IExecutionFeed feed,
    TimeProvider clock,
    OrchestrationOptions? options = null,
    IBlobStore? blobs = null,
    OwnerMeters? meters = null)
{
    private const ConfigureAwaitOptions Quietly = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private readonly LargeValues _values = new(blobs is null ? null : new OwnerBlobs(blobs, clock), clock);
    private readonly OrchestrationOptions _options = options ?? OrchestrationOptions.Default;
    private readonly Overgrown _overgrown = new();
    private readonly Queue<Delivery<Report>> _unheard = new();
    private readonly Backlog _backlog = new(options ?? OrchestrationOptions.Default);
    private Partition _partition = null!;
    private Lease _lease = null!;
    private IInbox _inbox = null!;
    private Task<IReadOnlyList<Delivery<Report>>>? _reading;
    private Task _commit = Task.CompletedTask;
    private Task _publish = Task.CompletedTask;
    private TaskCompletionSource _broken = new();
    private CancellationToken _over;
    private long _sequence;
    private long _publishedThrough;
    private long _generation;
    private TimeSpan _polledAt;
    private TimeSpan _renewedAt;
    private TimeSpan _listenedAt;

    // The wall clock may jump; what has to do with how long something lasted must not.
    private readonly long _began = clock.GetTimestamp();
    private readonly OwnerTime _time = new(clock);

    private TimeSpan Steady => clock.GetElapsedTime(_began);

    /// <summary>Runs until it is cancelled. When the partition is lost, it begins again as a new owner would.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // What is under way when it is told to end has its time: a task whose confirm nobody waited for is published, and runs, twice.
        using var over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        await using var told = cancellationToken.Register(() => over.CancelAfter(_options.LeaseTime));
        _over = over.Token;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await OwnAsync(cancellationToken);
            }
            catch (LostPartitionException)
            {
                // What this owner decided and did not commit never happened; the store and the broker still have all it was told.
            }
            catch (OvergrownException e)
            {
                _overgrown.Note(e.Root);
                continue;
            }
            catch (BrokerUnavailableException)
            {
                // What was committed and may not have been published is published again by whoever owns the partition next.
                await PauseAsync(cancellationToken);
            }
            catch (StoreUnavailableException)
            {
                // Nothing is acknowledged meanwhile; the loop goes on from the store when it answers again.
                await PauseAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            _overgrown.Calm();
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.Delay(_options.PollInterval, clock, timer.Token).ConfigureAwait(Quietly);
    }

    private async Task OwnAsync(CancellationToken cancellationToken)
    {
        _lease = await AcquireAsync(cancellationToken);
        (_sequence, _publishedThrough, _polledAt, _listenedAt) = (_lease.CommitSequence, _lease.PublishedThrough, Steady - _options.PollInterval, Steady);
        (_commit, _publish, _reading) = (Task.CompletedTask, Task.CompletedTask, null);
        _broken = new();
        _partition = new(number, store, plans, _values, _options, _overgrown);
        _unheard.Clear();
        _backlog.Clear();
        await using (_inbox = broker.OpenInbox(number))
        {
            try
            {
                await WorkAsync(cancellationToken);
            }
            finally
            {
                await ComeToRestAsync();
            }
        }
    }

    private async ValueTask<Lease> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Counted from before the store was asked: it cannot run out there before it does here.
            _renewedAt = Steady;
            if (await store.AcquireAsync(number, owner, cancellationToken) is { } lease)
                return CountDoubtful(lease);
            await Task.Delay(_options.LeaseRenewal, clock, cancellationToken);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var first = new Turn(_sequence + 1, _options) { MayBeCut = true };
        _generation = broker.Generation;
        await _partition.LoadAsync(_lease, _generation, first, _time.Now, Steady, cancellationToken);
        await EndTurnAsync(first, cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var heard = await WaitAsync(cancellationToken);
            if (Steady - _renewedAt >= _options.LeaseTime)
                throw new LostPartitionException();
            await DispatchAgainAsync(cancellationToken);
            var turn = new Turn(_sequence + 1, _options);
            _partition.BeginTurn();
            await TakeInAsync(turn, heard, cancellationToken);
            await _partition.SettleAsync(turn, cancellationToken);
            if (_commit.IsCompletedSuccessfully)
                _partition.Forget();
            await EndTurnAsync(turn, cancellationToken);
            await RenewAsync(cancellationToken);
        }
    }

    /// <summary>Until there is a message, a timer is due, or it is time to look into the store.</summary>
    private async ValueTask<IReadOnlyList<Delivery<Report>>> WaitAsync(CancellationToken cancellationToken)
    {
        _reading ??= _inbox.ReadAsync(_options.BatchSize, cancellationToken).AsTask();
        if (!_reading.IsCompleted)
        {
            var wait = Shortest(_polledAt + _options.PollInterval, _renewedAt + _options.LeaseRenewal) - Steady;
            if (_partition.NextTimer is { } timer)
                wait = Shortest(wait, timer - _time.Now);
            if (_partition.IsBehind || _unheard.Count + _backlog.Count > 0)
                wait = TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                // Of the loop's own end the reading tells.
                using var stop = new CancellationTokenSource();
                // A commit that fails has to be heard of even when nothing else happens.
                await Task.WhenAny(_reading, Task.Delay(Whole(wait), clock, stop.Token), _broken.Task);
                stop.Cancel();
            }
        }

        if (_broken.Task.IsCompleted)
            await _broken.Task;
        if (!_reading.IsCompleted || _unheard.Count > 0)
            return [];
        var heard = await _reading;
        _reading = null;
        return heard;
    }

    private async ValueTask TakeInAsync(Turn turn, IReadOnlyList<Delivery<Report>> heard, CancellationToken cancellationToken)
    {
        var (now, steady) = (_time.Now, Steady);
        var woken = false;
        // Whoever did not listen cannot tell who was silent.
        if (!broker.IsConnected || steady - _listenedAt > 2 * _options.PollInterval)
            _partition.ExcuseSilence(steady);
        _listenedAt = steady;
        foreach (var delivery in heard)
            _unheard.Enqueue(delivery);
        var isQuiet = _unheard.Count == 0;
        while (!turn.IsHeavy && _unheard.TryDequeue(out var delivery))
        {
            turn.Deliveries.Add(delivery);
            woken |= delivery.Message is Report.Wake wake && !_backlog.TryAdd(wake);
            await _partition.TakeAsync(delivery.Message, turn, now, steady, cancellationToken);
        }

        await _partition.FireTimersAsync(turn, now, cancellationToken);
        if (isQuiet && _partition.HasClaims)
            await _partition.HearSilencesAsync(turn, now, steady, cancellationToken);
        if (woken)
            _polledAt = steady - _options.PollInterval;
        if (_backlog.MayLook && steady - _polledAt >= _options.PollInterval)
            await PollAsync(steady, cancellationToken);
        if (!turn.IsHeavy)
            await _partition.TakeAsync(_backlog.Next(), turn, now, cancellationToken);
    }

    private async ValueTask DispatchAgainAsync(CancellationToken cancellationToken)
    {
        if (broker.Generation <= _generation)
            return;
        _generation = broker.Generation;
        var turn = new Turn(_sequence + 1, _options) { MayBeCut = true };
        await _partition.DispatchAgainAsync(turn, _time.Now, cancellationToken);
        await EndTurnAsync(turn, cancellationToken);
    }

    private async ValueTask PollAsync(TimeSpan steady, CancellationToken cancellationToken)
    {
        // What is being committed still stands in the store as waiting: it would be taken twice.
        await _commit;
        var isMore = _backlog.Add(await store.PollAsync(number, cancellationToken), _partition.IsStranded);
        _polledAt = isMore ? steady - _options.PollInterval : steady;
    }

    private async ValueTask EndTurnAsync(Turn turn, CancellationToken cancellationToken)
    {
        await turn.CloseAsync(_values, _overgrown.Alone, cancellationToken);
        if (turn is { ChangesNothing: true, Deliveries.Count: 0 })
            return;
        await _commit;
        _overgrown.NoteDone();
        if (turn.ChangesNothing)
        {
            await _inbox.AckAsync(turn.Deliveries, cancellationToken);
            return;
        }

        _sequence = turn.LastSequence;
        // Two turns wait at most: an owner does not run ahead of a broker that does not keep up. And one that follows
        // a turn that could not be published must not be: then all before it would count as published.
        await _publish;
        _commit = CommitAsync(turn, _over);
        _publish = WatchAsync(PublishAsync(turn, _commit, _over));
    }

    private async Task CommitAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var (index, part) in turn.Parts.Index())
        {
            var commit = new PartitionCommit(_lease, turn.Sequence + index, _publishedThrough)
            {
                Begun = part.Begun,
                Changes = part.Changes,
                Verdicts = part.Verdicts,
                // A part is not yet all that this broker has to be given.
                BrokerGeneration = index == turn.Parts.Count - 1 ? _generation : _lease.BrokerGeneration,
            };
            if (await CommitAsync(commit, part, cancellationToken) == CommitResult.Fenced)
                throw new LostPartitionException();
            part.IsDone = true;
            meters?.Count(part.Tally);
        }
    }

    private async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, TurnPart part, CancellationToken cancellationToken)
    {
        try
        {
            _doubtful = (commit, part.Tally);
            var result = await store.CommitAsync(commit, cancellationToken);
            _doubtful = null;
            return result;
        }
        catch (CommitTooLargeException)
        {
            throw new OvergrownException(part.Roots.Count == 1 ? part.Roots.Single() : Guid.Empty);
        }
    }

    private async Task PublishAsync(Turn turn, Task commit, CancellationToken cancellationToken)
    {
        try
        {
            await commit;
        }
        finally
        {
            // As soon as it is durable, for whoever waits. And nobody else tells it: who begins again from the store does not know of what has ended.
            Tell(turn);
        }

        using var dispatching = turn.Trace?.Committed();
        if (turn.Tasks.Count > 0)
            await broker.PublishAsync(turn.Tasks, cancellationToken);
        _publishedThrough = turn.LastSequence;
        if (turn.Deliveries.Count > 0)
            await _inbox.AckAsync(turn.Deliveries, cancellationToken);
        if (turn.Stops.Count > 0)
            await broker.StopAsync(turn.Stops, cancellationToken);
        foreach (var (execution, task, failure) in turn.Buried)
            await broker.BuryAsync(execution, task, failure, cancellationToken);
    }

    private void Tell(Turn turn)
    {
        var changes = turn.DurableChanges();
        // What a caller started and has ended comes last: with it the watching ends.
        foreach (var (head, each) in changes.Where(c => !EndsARoot(c)))
            feed.Publish(head, each);
        foreach (var (head, each) in changes.Where(EndsARoot))
            feed.Publish(head, each);
    }

    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        var now = Steady;
        if (_commit.IsCompletedSuccessfully)
            _partition.Forget();
        if (now - _renewedAt < _options.LeaseRenewal)
            return;
        if (!await store.RenewAsync(_lease, _publishedThrough, cancellationToken))
            throw new LostPartitionException();
        _renewedAt = now;
    }

    private async Task ComeToRestAsync()
    {
        // The commit under way may still succeed: its outcome has to be known before the next owner begins.
        await _commit.ConfigureAwait(Quietly);
        await _publish.ConfigureAwait(Quietly);
        await store.ReleaseAsync(_lease, _publishedThrough, CancellationToken.None);
    }

    // What fails in the background wakes the loop, which then starts over.
    private async Task WatchAsync(Task published)
    {
        try
        {
            await published;
        }
        catch (Exception e)
        {
            _broken.TrySetException(e);
            throw;
        }
    }

    private static bool EndsARoot((ExecutionHead Head, ExecutionChanges Changes) change) =>
        change.Head.Parent is null && change.Changes.Execution.Status.IsEnd();

    // A delay is counted in whole milliseconds: cut short it would ring before it is time, and again at once.
    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private static TimeSpan Shortest(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed class LostPartitionException : Exception;
}
