using System.Collections.Concurrent;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Wire;

namespace Logos.Workers.Db.Mongo;

/// <summary>The connections that are open to one server, or to the primary of a replica set. A node has one for itself while it runs.</summary>
internal sealed class MongoPool : DatabasePool
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10), StopTime = TimeSpan.FromSeconds(3);

    // What stands between us and the server may have forgotten a connection by then, and tells nobody.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly MongoAddress _address;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentStack<(MongoSession Session, long Since)> _idle = [];
    private volatile bool _isDown;

    private MongoPool(MongoAddress address, int size, TimeProvider clock)
    {
        _address = address;
        _clock = clock;
        _places = new(size, size);
    }

    public string Database => _address.Database;

    /// <exception cref="Running.FailureException">The settings cannot be used.</exception>
    public static MongoPool Open(ConnectionSettings settings, TimeProvider clock)
    {
        var address = MongoSettings.Read(settings);
        var (isReadOnly, size) = (settings.Flag("read_only"), settings.Number("pool_size", 10, 1, 100));
        settings.Done();
        return new(address, size, clock)
        {
            Secrets = address.Password.Length > 0 ? [address.Password] : [],
            IsReadOnly = isReadOnly,
            Place = $"MongoDB at {address}",
        };
    }

    public async Task<MongoSession> RentAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_idle.TryPop(out var idle))
            {
                if (idle.Session.IsOpen && _clock.GetElapsedTime(idle.Since) < Rest)
                    return idle.Session;
                await idle.Session.DisposeAsync().ConfigureAwait(false);
            }

            return await MongoDoor.OpenAsync(_address, ConnectTime, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    /// <param name="isClean">Everything that was asked has been answered, and the server takes more.</param>
    public async ValueTask ReturnAsync(MongoSession session, bool isClean)
    {
        try
        {
            if (isClean && !_isDown)
                _idle.Push((session, _clock.GetTimestamp()));
            else
                await session.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Lets go of what waits to be used: where it leads is not the primary any more, or nobody.</summary>
    public async ValueTask ForsakeAsync()
    {
        while (_idle.TryPop(out var idle))
            await idle.Session.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends what runs in a connection, and the cursors that it holds, which the server would keep for minutes.</summary>
    public async Task StopAsync(MongoSession running)
    {
        if (running.Id is not { } id)
            return;
        using var time = new CancellationTokenSource(StopTime, _clock);
        try
        {
            await using var other = await MongoDoor.OpenAsync(_address, StopTime, _clock, time.Token).ConfigureAwait(false);
            await other.RunAsync(ValueMap.From([new("killSessions", ValueList.Of(id))]), "admin", cancellationToken: time.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (MongoFailures.IsOfServer(e) || e is OperationCanceledException)
        {
            // Then the server ends it when its time is up, if there is still one.
            await ForsakeAsync().ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _isDown = true;
        using var time = new CancellationTokenSource(StopTime, _clock);
        while (_idle.TryPop(out var idle))
            await EndAsync(idle.Session, time.Token).ConfigureAwait(false);
        _places.Dispose();
    }

    private static async ValueTask EndAsync(MongoSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (session.Id is { } id)
                await session.RunAsync(ValueMap.From([new("endSessions", ValueList.Of(id))]), "admin", cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (MongoFailures.IsOfServer(e) || e is OperationCanceledException)
        {
            // It is gone already, or forgets the session by itself.
        }
        finally
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }
}
