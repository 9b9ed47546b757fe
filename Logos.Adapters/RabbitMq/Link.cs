using Logos.Core.Messages;
using Logos.Rules.Faults;
using Microsoft.Extensions.Logging;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// Has a session, or makes one, at growing and uneven intervals, without end. What the client would mend by itself is
/// mended here: the marker has to be looked at before anything is declared, and nothing that is old be acknowledged.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly RabbitMqOptions _options;
    private readonly RabbitMqAddress _address;
    private readonly BrokerGenerations _generations;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Session> _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private Session? _current;
    private long _generation;

    public Link(RabbitMqOptions options, BrokerGenerations generations, TimeProvider clock, Random random, ILogger log)
    {
        _address = RabbitMqAddress.Parse(options.Connection, options.Authority);
        (_options, _generations, _clock, _random, _log) = (options, generations, clock, random, log);
        Topology = new(options);
    }

    public Topology Topology { get; }

    public RabbitMqAddress Address => _address;

    public TimeProvider Clock => _clock;

    public ILogger Log => _log;

    public Session? Current => Volatile.Read(ref _current);

    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>What is wrong; null when nothing is.</summary>
    public Fault? Trouble { get; private set; }

    /// <summary>What each session has besides, before anybody else has it.</summary>
    public Func<Session, CancellationToken, Task> Prepare { get; set; } = (_, _) => Task.CompletedTask;

    /// <returns>Done with the first session.</returns>
    /// <exception cref="RabbitMqException">As it is set up there will be none.</exception>
    public Task ConnectAsync()
    {
        lock (_gate)
        {
            if (_running.IsCompleted && !_stop.IsCancellationRequested)
                _running = Task.Run(RunAsync);
        }

        // What was wrong at first may have been mended since.
        return Current is null ? _first.Task : Task.CompletedTask;
    }

    /// <exception cref="BrokerUnavailableException">There is none in time.</exception>
    public async ValueTask<Session> SessionAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Current is { Ended.IsCompleted: false } current)
            return current;
        using var enough = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        try
        {
            return await NextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away();
        }
    }

    /// <summary>The session that is, or the next. Cancelled also when there will be none.</summary>
    public async Task<Session> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<Session> open;
            lock (_gate)
                open = _open.Task;
            var session = await open.WaitAsync(cancellationToken);
            if (!session.Ended.IsCompleted)
                return session;
            await session.LetGo.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Somebody has found the broker to have lost something.</summary>
    public void Raise(long generation)
    {
        while (Interlocked.Read(ref _generation) is var known && generation > known)
        {
            // The first that is found is no loss.
            if (Interlocked.CompareExchange(ref _generation, generation, known) == known && known > 0)
                _log.Raised(generation);
        }
    }

    public BrokerUnavailableException Away() =>
        new(Trouble is { } trouble ? $"{trouble.Code}: {trouble.Message}" : $"{RabbitMqCodes.BrokerAway}: There is no connection to RabbitMQ at {_address} yet.");

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            _open.TrySetCanceled();
        _first.TrySetCanceled();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        long? lost = null;
        for (var failures = 0; !_stop.IsCancellationRequested;)
        {
            try
            {
                var session = await OpenAsync(lost);
                (failures, lost) = (0, null);
                var ending = await AttendAsync(session);
                if (ending.HasLost)
                    lost = Generation;
                Report(ending.Fault);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                var fault = BrokerFaults.Of(e, _address);
                Report(fault);
                if (BrokerFaults.IsPermanent(fault))
                    _first.TrySetException(new RabbitMqException(fault, e));
            }

            await Task.Delay(Pause(failures++, _options.LongestPause, _random), _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Session> OpenAsync(long? lost)
    {
        var session = await Session.OpenAsync(_address, Topology, _options, _generations, lost, _clock, _stop.Token);
        try
        {
            await Prepare(session, _stop.Token);
            // One who was raising it may have told everybody while this process did not listen yet.
            if (await _generations.FindAsync(_stop.Token) != session.Generation)
                throw new BrokerUnavailableException("The broker's generation was raised meanwhile.");
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task<Ending> AttendAsync(Session session)
    {
        session.BlockedChanged += BlockedChanged;
        Raise(session.Generation);
        session.Watch();
        Trouble = null;
        _log.Connected(session.Server, _address.ToString(), session.Generation);
        lock (_gate)
        {
            Volatile.Write(ref _current, session);
            _open.TrySetResult(session);
        }

        _first.TrySetResult();
        try
        {
            return await session.Ended.WaitAsync(_stop.Token);
        }
        finally
        {
            lock (_gate)
            {
                Volatile.Write(ref _current, null);
                _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            session.LetGo.TrySetResult();
            session.BlockedChanged -= BlockedChanged;
            await session.DisposeAsync();
        }
    }

    private void BlockedChanged(string? reason)
    {
        Trouble = reason is null ? null : new(RabbitMqCodes.BrokerBlocked, $"RabbitMQ at {_address} takes no messages: {reason}") { Hint = "`rabbitmqctl status` tells what it is short of" };
        if (reason is null)
            _log.Unblocked();
        else
            _log.Blocked(RabbitMqCodes.BrokerBlocked, reason);
    }

    // The same trouble is told once, however long it lasts.
    private void Report(Fault fault)
    {
        var known = Trouble;
        Trouble = fault;
        if (known?.Code == fault.Code)
            return;
        if (BrokerFaults.IsPermanent(fault))
            _log.Wrong(fault.Code, fault.Message, fault.Hint);
        else
            _log.Away(fault.Code, fault.Message, fault.Hint);
    }

    /// <summary>Twice as long each time, and never quite: what lost the server together does not come back together.</summary>
    internal static TimeSpan Pause(int failures, TimeSpan longest, Random random)
    {
        var full = ShortestPause * Math.Pow(2, Math.Min(failures, 10));
        return (full < longest ? full : longest) * (0.5 + (0.5 * random.NextDouble()));
    }
}
