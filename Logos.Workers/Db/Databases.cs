using Logos.Core.Connections;
using Logos.Workers.Db.Mongo;
using Logos.Workers.Db.MySql;
using Logos.Workers.Db.Postgres;
using Logos.Workers.Db.Redis;

namespace Logos.Workers.Db;

/// <summary>The databases that nodes reach, each by the name of a connection, with the pools of what is open to them.</summary>
public sealed class Databases : IAsyncDisposable, IDisposable
{
    public Databases(IConnectionSource connections, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(clock);
        Postgres = new("postgres", connections, PostgresPool.Open, clock);
        MySql = new("mysql", connections, settings => MySqlPool.Open(settings, clock), clock);
        Redis = new("redis", connections, settings => RedisPool.Open(settings, clock), clock);
        Mongo = new("mongo", connections, settings => MongoPool.Open(settings, clock), clock);
    }

    internal PoolShelf<PostgresPool> Postgres { get; }

    internal PoolShelf<MySqlPool> MySql { get; }

    internal PoolShelf<RedisPool> Redis { get; }

    internal PoolShelf<MongoPool> Mongo { get; }

    /// <summary>For a container that is not disposed asynchronously.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync().ConfigureAwait(false);
        await MySql.DisposeAsync().ConfigureAwait(false);
        await Redis.DisposeAsync().ConfigureAwait(false);
        await Mongo.DisposeAsync().ConfigureAwait(false);
    }
}
