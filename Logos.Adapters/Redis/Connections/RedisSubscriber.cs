using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>
/// Hears what is told on channels, over a connection of its own. A word is a wake-up and carries nothing: who hears it
/// looks again. So does who hears that the connection was lost, or is there again.
/// </summary>
public sealed class RedisSubscriber : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Action>> _channels = new(StringComparer.Ordinal);
    private readonly RedisConnection _connection;
    private RedisLink? _current;

    public RedisSubscriber(RedisOptions options, TimeProvider clock, Random random)
    {
        _connection = new(options, clock, random) { Pushed = Hear, Connected = SubscribeAgainAsync };
        _connection.Changed += HearAll;
    }

    public RedisException? Trouble => _connection.Trouble;

    /// <summary>0 while nothing is heard; another number after each time that something may have been missed.</summary>
    public int Session => _connection.Session;

    internal RedisConnection Connection => _connection;

    /// <summary>Channels that somebody listens to.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _channels.Count;
        }
    }

    /// <param name="channel">Where.</param>
    /// <param name="heard">Called from the connection's own loop: it may not wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Once it is heard, or while there is no connection: then it will be heard as soon as there is one.</returns>
    public async ValueTask<IAsyncDisposable> ListenAsync(string channel, Action heard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await _connection.TriedAsync(cancellationToken).ConfigureAwait(false);
        ValueTask<RespValue> confirmed = default;
        lock (_gate)
        {
            if (!_channels.TryGetValue(channel, out var all))
                _channels.Add(channel, all = []);
            all.Add(heard);
            // Also where others listen to it: theirs may not have been confirmed yet. Without a limit of its own: who went
            // on before it is heard would miss what is told until then. A server that says nothing at all ends the link.
            if (_current is { } link)
                confirmed = link.SendAsync(["SUBSCRIBE", channel], TimeSpan.MaxValue, isSubscription: true, cancellationToken);
        }

        var listening = new Listening(this, channel, heard);
        try
        {
            await confirmed.ConfigureAwait(false);
        }
        catch (RedisException)
        {
            // It stands in the table, and is subscribed to with the next connection.
        }
        catch (OperationCanceledException)
        {
            await listening.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return listening;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task SubscribeAgainAsync(RedisLink link, CancellationToken cancellationToken)
    {
        string[] channels;
        lock (_gate)
        {
            // Who comes from here on subscribes by itself.
            _current = link;
            channels = [.. _channels.Keys];
        }

        var answers = new List<Task>(channels.Length);
        foreach (var part in channels.Chunk(Math.Max(_connection.Options.MaxPending / 2, 1)))
        {
            foreach (var channel in part)
                answers.Add(link.SendAsync(["SUBSCRIBE", channel], _connection.Options.CommandTime, isSubscription: true, cancellationToken).AsTask());
            await Task.WhenAll(answers).ConfigureAwait(false);
        }
    }

    private void Hear(RespValue push)
    {
        if (push.Items is not [var kind, var channel, ..] || !kind.Is("message"u8))
            return;
        Action[] all;
        lock (_gate)
            all = _channels.TryGetValue(channel.Text(), out var listening) ? [.. listening] : [];
        foreach (var heard in all)
            heard();
    }

    private void HearAll()
    {
        Action[] all;
        lock (_gate)
            all = [.. _channels.Values.SelectMany(listening => listening)];
        foreach (var heard in all)
            heard();
    }

    private void Leave(string channel, Action heard)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(channel, out var all) || !all.Remove(heard) || all.Count > 0)
                return;
            _channels.Remove(channel);
            // Within the lock: whoever comes to listen now subscribes behind it. The answer is nobody's; a lost
            // connection has forgotten the channel as well.
            _ = _current?.SendAsync(["UNSUBSCRIBE", channel], _connection.Options.CommandTime, isSubscription: true, CancellationToken.None).AsTask()
                .ContinueWith(static answer => answer.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private sealed class Listening(RedisSubscriber subscriber, string channel, Action heard) : IAsyncDisposable
    {
        private int _isOver;

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                subscriber.Leave(channel, heard);
            return ValueTask.CompletedTask;
        }
    }
}
