using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Connections;

/// <summary>
/// The connection to a server that all callers share. It is made when it is first wanted, and made anew by itself when it
/// was lost; while there is none, whoever asks is told so at once, and does not wait for one.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    // A connection that was held for so long was no failed attempt.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;
    private RedisLink? _link;
    private RedisException? _trouble;
    private int _session;

    public RedisConnection(RedisOptions options, TimeProvider clock, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Options, _clock, _random) = (options, clock, random);
    }

    /// <summary>A connection was made, or lost. Told outside of any lock; does not wait.</summary>
    public event Action? Changed;

    public RedisOptions Options { get; }

    /// <summary>Why there is no connection; null while there is one, or nobody has wanted one yet.</summary>
    public RedisException? Trouble => Volatile.Read(ref _trouble);

    public bool IsConnected => Volatile.Read(ref _link) is not null;

    /// <summary>How many connections there have been; 0 while there is none.</summary>
    public int Session => IsConnected ? Volatile.Read(ref _session) : 0;

    /// <summary>Told what the server says unasked.</summary>
    internal Action<RespValue>? Pushed { get; init; }

    /// <summary>Done with each new connection before anybody else may use it.</summary>
    internal Func<RedisLink, CancellationToken, Task>? Connected { get; init; }

    /// <returns>What the server answered; never an error.</returns>
    /// <exception cref="RedisException">It could not be asked, did not answer in time, or answered with an error.</exception>
    public ValueTask<RespValue> SendAsync(RedisArgument[] command, CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _link) is { } link
            ? link.SendAsync(command, Options.CommandTime, isSubscription: false, cancellationToken)
            : SendWhenTriedAsync(command, cancellationToken);

    /// <summary>Begins to connect, for nobody in particular.</summary>
    public void Start()
    {
        lock (_gate)
            _running ??= _stop.IsCancellationRequested ? Task.CompletedTask : Task.Run(RunAsync);
    }

    /// <summary>The server is not what it was any more: a primary became a replica, and its name may lead to another by now.</summary>
    internal void Leave(RedisException reason) => Volatile.Read(ref _link)?.End(new RedisUnavailableException($"Redis at {Options.Address} takes no writes any more", reason));

    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested)
                _stop.Cancel();
            running = _running;
        }

        if (running is not null)
            await running.ConfigureAwait(false);
    }

    /// <summary>Waits for the first attempt to connect, whatever it comes to, and no longer than a command may take.</summary>
    internal async ValueTask TriedAsync(CancellationToken cancellationToken)
    {
        if (_tried.Task.IsCompleted)
            return;
        Start();
        await _tried.Task.WaitAsync(Options.CommandTime, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask<RespValue> SendWhenTriedAsync(RedisArgument[] command, CancellationToken cancellationToken)
    {
        await TriedAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _link) is { } link)
            return await link.SendAsync(command, Options.CommandTime, isSubscription: false, cancellationToken).ConfigureAwait(false);
        throw Trouble is { } trouble
            ? new RedisUnavailableException(trouble.Reason, trouble)
            : new RedisUnavailableException($"Redis at {Options.Address} has not been reached yet");
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            var began = _clock.GetTimestamp();
            try
            {
                await using var link = await RedisDoor.OpenAsync(Options, _clock, Pushed, _stop.Token).ConfigureAwait(false);
                if (Connected is { } connected)
                    await connected(link, _stop.Token).ConfigureAwait(false);
                began = _clock.GetTimestamp();
                Become(link, null);
                var reason = await link.Ended.WaitAsync(_stop.Token).ConfigureAwait(false);
                Become(null, reason);
            }
            catch (Exception e)
            {
                if (_stop.IsCancellationRequested)
                    break;
                Become(null, e as RedisException ?? new RedisUnavailableException($"the connection to Redis at {Options.Address} could not be made", e));
            }

            failures = _clock.GetElapsedTime(began) >= Steady ? 1 : failures + 1;
            await Task.Delay(ReconnectDelay.After(failures, Options.MaxReconnectDelay, _random), _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Become(null, new RedisUnavailableException($"the connection to Redis at {Options.Address} was closed"));
    }

    private void Become(RedisLink? link, RedisException? trouble)
    {
        if (link is not null)
            Interlocked.Increment(ref _session);
        Volatile.Write(ref _trouble, trouble);
        Volatile.Write(ref _link, link);
        _tried.TrySetResult();
        Changed?.Invoke();
    }
}
