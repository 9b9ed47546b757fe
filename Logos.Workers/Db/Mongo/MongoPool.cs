using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Wire;

namespace Logos.Workers.Db.Mongo;

/// <summary>The connections that are open to one server, or to the primary of a replica set.</summary>
internal sealed class MongoPool : SessionPool<MongoSession>
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    // What stands between us and the server may have forgotten a connection by then, and tells nobody.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly MongoAddress _address;

    private MongoPool(MongoAddress address, int size, TimeProvider clock)
        : base(size, clock) => _address = address;

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

    /// <summary>Ends what runs in a connection, and the cursors that it holds, which the server would keep for minutes.</summary>
    public async Task StopAsync(MongoSession running)
    {
        if (running.Id is not { } id)
            return;
        using var time = new CancellationTokenSource(StopTime, Clock);
        try
        {
            await using var other = await MongoDoor.OpenAsync(_address, StopTime, Clock, time.Token).ConfigureAwait(false);
            await other.RunAsync(ValueMap.From([new("killSessions", ValueList.Of(id))]), "admin", cancellationToken: time.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (MongoFailures.IsOfServer(e) || e is OperationCanceledException)
        {
            // Then the server ends it when its time is up, if there is still one.
            await ForsakeAsync().ConfigureAwait(false);
        }
    }

    protected override Task<MongoSession> OpenAsync(CancellationToken cancellationToken) => MongoDoor.OpenAsync(_address, ConnectTime, Clock, cancellationToken);

    protected override ValueTask<bool> IsGoodAsync(MongoSession session, TimeSpan rest, CancellationToken cancellationToken) => new(session.IsOpen && rest < Rest);

    protected override async ValueTask EndAsync(MongoSession session, CancellationToken cancellationToken)
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
