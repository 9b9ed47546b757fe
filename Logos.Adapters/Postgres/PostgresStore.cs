using Logos.Adapters.Embedded;
using System.Data.Common;
using Logos.Adapters.Postgres.Blobs;
using Logos.Adapters.Postgres.Documents;
using Logos.Adapters.Postgres.Executions;
using Logos.Adapters.Postgres.Graphs;
using Logos.Adapters.Postgres.Housekeeping;
using Logos.Adapters.Postgres.Migrations;
using Logos.Core.Blobs;
using Logos.Core.Documents;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;
using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>The distributed store: what a method returns from is committed in PostgreSQL.</summary>
public sealed class PostgresStore : IAsyncDisposable
{
    private readonly Database _database;
    private readonly PostgresGraphs _graphs;
    private readonly PostgresHouse _house;

    private PostgresStore(NpgsqlDataSource source, TimeProvider clock)
    {
        _database = new(source);
        var executions = new PostgresExecutions(_database, clock);
        Executions = executions;
        _graphs = new(_database, clock);
        _house = new(_database, executions, _graphs, clock);
        Documents = new PostgresDocuments(_database, clock);
        Blobs = new PostgresBlobs(_database);
        Replicas = new PostgresReplicas(_database);
    }

    public IExecutionStore Executions { get; }

    public IGraphStore Graphs => _graphs;

    public IDocumentStore Documents { get; }

    public IBlobStore Blobs { get; }

    public IReplicas Replicas { get; }

    /// <summary>Connects to nothing yet. <see cref="MigrateAsync"/> comes before everything else.</summary>
    /// <param name="connectionString">As Npgsql takes it, or <c>postgres://user:password@host:port/database</c>.</param>
    /// <param name="clock">For what expires; leases go by the database's own.</param>
    /// <param name="name">As the server's list of connections shows it.</param>
    public static PostgresStore Open(string connectionString, TimeProvider? clock = null, string name = "logos") => Open(connectionString, new PostgresOptions { Name = name }, clock);

    /// <summary>As the other one.</summary>
    public static PostgresStore Open(string connectionString, PostgresOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(Source(connectionString, options), clock ?? TimeProvider.System);
    }

    /// <returns>The names of the migrations that were done.</returns>
    /// <exception cref="StoreUnavailableException">The server is away.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken) =>
        [.. (await new Migrator(_database.Source).RunAsync(cancellationToken)).Select(migration => $"{migration.Number:0000} {migration.Name}")];

    /// <returns>The names of the migrations that this version of Logos wants and the database has not had.</returns>
    public async Task<IReadOnlyList<string>> PendingMigrationsAsync(CancellationToken cancellationToken) =>
        [.. (await new Migrator(_database.Source).PendingAsync(cancellationToken)).Select(migration => $"{migration.Number:0000} {migration.Name}")];

    public ValueTask<StoreIdentity> FindIdentityAsync(CancellationToken cancellationToken) =>
        _database.AskAsync(new Statement("select id, partitions from store"), async reader => await reader.ReadAsync(cancellationToken)
            ? new StoreIdentity(reader.GetGuid(0), reader.GetInt32(1))
            : throw new PostgresRefusedException("the table `store` is empty: it has one row from its first migration on"), cancellationToken);

    /// <returns>Null when the server answers; else what is wrong.</returns>
    public async ValueTask<string?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _database.RunAsync(new Statement("select 1"), cancellationToken);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }

    public ValueTask DisposeAsync() => _database.Source.DisposeAsync();

    /// <summary>
    /// What is not needed any more goes: executions beyond <paramref name="retention"/>, whole trees of them or whole months, blobs that nothing
    /// refers to, documents that have expired, deleted graphs without executions, verdicts that nobody asks for; the months to come get their tables.
    /// Owners go on working beside it. To be called every now and then, by as many processes as like to: one does it at a time.
    /// </summary>
    /// <param name="sweepEvery">How often it is looked for blobs.</param>
    /// <exception cref="StoreUnavailableException">The server is away, or cannot take anything now; the next call goes on.</exception>
    public Task<Housework> KeepHouseAsync(Retention retention, TimeSpan sweepEvery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retention);
        return _house.RunAsync(retention, sweepEvery, cancellationToken);
    }

    /// <summary>As the other one; it looks for blobs once an hour.</summary>
    public Task<Housework> KeepHouseAsync(Retention retention, CancellationToken cancellationToken) => KeepHouseAsync(retention, TimeSpan.FromHours(1), cancellationToken);

    private static NpgsqlDataSource Source(string connectionString, PostgresOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(PostgresAddress.ToConnectionString(connectionString));
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName ??= options.Name;
        // Npgsql's own 100 of each process would be more than a server takes of a few processes, and no faster.
        if (options.Connections is { } most)
            (settings.MaxPoolSize, settings.MinPoolSize) = (most, Math.Min(settings.MinPoolSize, most));
        else if (!new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString }.ContainsKey("Maximum Pool Size"))
            settings.MaxPoolSize = options.UsualConnections;
        // The same few statements over and over: planned once for each connection.
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 100);
        settings.AutoPrepareMinUsages = 2;
        // Nothing here changes a session but the locks of the house and of migrations, which give back what they took: what Npgsql would say to
        // undo changes costs the server more than most statements do.
        settings.NoResetOnClose = true;
        return builder.Build();
    }
}
