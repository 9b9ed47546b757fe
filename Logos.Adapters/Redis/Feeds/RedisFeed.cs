using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>
/// The side of the feed that tells. Owners put down what they have to tell and go on; one loop takes it to Redis. What
/// cannot be told is left out, and as soon as anything can be told, so is that something is missing.
/// </summary>
public sealed class RedisFeed : IExecutionFeed, IAsyncDisposable
{
    private const int MostPerTurn = 256;

    private readonly RedisConnection _connection;
    private readonly RedisFeedOptions _options;
    private readonly TimeProvider _clock;
    private readonly FeedKeys _keys;
    private readonly RedisArgument _most, _open, _ended;
    private readonly Lock _gate = new();
    private readonly Queue<Telling> _waiting = new();
    private readonly RecordWriter _writer = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isMissing;
    private bool _isClosing;
    private int _prepared;
    private Task? _running;

    public RedisFeed(RedisConnection connection, TimeProvider clock, RedisFeedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        (_connection, _clock, _options) = (connection, clock, options ?? RedisFeedOptions.Standard);
        _keys = new(connection.Options.Prefix);
        (_most, _open, _ended) = (_options.EventsPerExecution, (long)_options.OpenTime.TotalMilliseconds, (long)_options.EndedTime.TotalMilliseconds);
    }

    public RedisUse Use { get; } = new("feed", "watchers are told by polling the store");

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
        {
            if (IsAway())
                return;
            var entry = FeedEntry.Write(_writer, head, changes);
            if (entry.Length > _options.MaxEvent)
            {
                _isMissing = true;
                entry = FeedEntry.Write(_writer, head, changes with { Nodes = [], Items = [], Attempts = [] });
            }

            var ended = head.Id != head.Root ? "" : changes.Execution.Status.IsEnd() ? "1" : "0";
            Add(new(FeedScripts.Changes, 3, [_keys.Stream(head.Root), _keys.Losses, _keys.Place(head.Id), entry, ended, _most, _open, _ended, FeedEntry.WritePlace(_writer, head, changes)]));
        }
    }

    public void Publish(Guid execution, NodeProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        lock (_gate)
        {
            if (IsAway())
                return;
            var word = FeedEntry.Write(_writer, progress);
            if (word.Length > _options.MaxEvent)
                _isMissing = true;
            else
                Add(new(FeedScripts.Progress, 2, [_keys.Place(execution), _keys.Losses, word, _most, _open, _ended]));
        }
    }

    /// <summary>Tells what waits, within the time of a few commands, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            running = _running;
            _isClosing = true;
            _arrived.TrySetResult();
        }

        if (running is null || _stop.IsCancellationRequested)
            return;
        _stop.CancelAfter(2 * _connection.Options.CommandTime);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    // Nothing is kept for a server that is away: who watches asks the store meanwhile.
    private bool IsAway()
    {
        if (_connection.Trouble is null)
            return _isClosing;
        _isMissing = true;
        Begin();
        return true;
    }

    private void Add(Telling telling)
    {
        _waiting.Enqueue(telling);
        if (_waiting.Count > _options.MaxWaiting)
        {
            // The newest is worth more: it may be the end.
            _waiting.Dequeue();
            _isMissing = true;
        }

        Begin();
        _arrived.TrySetResult();
    }

    private void Begin()
    {
        if (!_isClosing)
            _running ??= Task.Run(RunAsync);
    }

    private void Wake()
    {
        lock (_gate)
            _arrived.TrySetResult();
    }

    private async Task RunAsync()
    {
        _connection.Changed += Wake;
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } turn)
            {
                try
                {
                    await TellAsync(turn).ConfigureAwait(false);
                    Use.Succeeded();
                }
                catch (RedisException e)
                {
                    Use.Failed(_connection, e);
                    await ForgetAsync().ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _connection.Changed -= Wake;
        }
    }

    /// <returns>What is to be told, with word first that something is missing; null at the end.</returns>
    private async Task<Turn?> NextAsync()
    {
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                // What is missing is told as soon as anybody can be told, also when nothing else is.
                if (_waiting.Count > 0 || (_isMissing && _connection.IsConnected))
                {
                    var isMissing = _isMissing;
                    _isMissing = false;
                    var tellings = new Telling[Math.Min(_waiting.Count, MostPerTurn)];
                    for (var i = 0; i < tellings.Length; i++)
                        tellings[i] = _waiting.Dequeue();
                    return new(isMissing, tellings);
                }

                if (_isClosing)
                    return null;
                _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private async Task TellAsync(Turn turn)
    {
        var session = _connection.Session;
        if (session == 0 || session != _prepared)
        {
            // Or the first of a turn would be sent twice, and be told behind those after it.
            foreach (var script in (RedisScript[])[FeedScripts.Changes, FeedScripts.Progress])
                await script.LoadAsync(_connection, _stop.Token).ConfigureAwait(false);
            _prepared = session;
        }

        if (turn.IsMissing)
            await FeedScripts.Lost.RunAsync(_connection, 1, [_keys.Losses], _stop.Token).ConfigureAwait(false);
        var sent = turn.Tellings.Select(telling => _connection.SendAsync(telling.Script.Command(telling.Keys, telling.Arguments), _stop.Token)).ToArray();
        List<Telling>? again = null;
        RedisException? failed = null;
        for (var i = 0; i < sent.Length; i++)
        {
            try
            {
                await sent[i].ConfigureAwait(false);
            }
            catch (RedisServerException e) when (RedisScript.IsUnknown(e))
            {
                (again ??= []).Add(turn.Tellings[i]);
            }
            catch (RedisException e)
            {
                failed = e;
            }
        }

        // Somebody has made the server forget its scripts. If only some were not done, their order is not what it was,
        // and that is a loss like any other.
        foreach (var telling in again ?? [])
            await telling.Script.RunAsync(_connection, telling.Keys, telling.Arguments, _stop.Token).ConfigureAwait(false);
        if (again is not null && again.Count < sent.Length)
            Missing();
        if (failed is not null)
            throw failed;
    }

    // Whether the last ones arrived is not known: that is a loss like any other.
    private async Task ForgetAsync()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _isMissing = true;
        }

        // A connection that is there refuses: it is tried again, and not at once.
        if (_connection.IsConnected)
            await Task.Delay(_connection.Options.CommandTime, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Missing()
    {
        lock (_gate)
            _isMissing = true;
    }

    private sealed record Telling(RedisScript Script, int Keys, RedisArgument[] Arguments);

    private sealed record Turn(bool IsMissing, Telling[] Tellings);
}
