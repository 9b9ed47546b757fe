using System.Data;
using System.Globalization;
using System.Reflection;
using Npgsql;

namespace Logos.Adapters.Postgres.Migrations;

/// <summary>Brings a database to the form that this version of Logos works with: the numbered files beside this one, each once and in a transaction of its own.</summary>
internal sealed class Migrator(NpgsqlDataSource source)
{
    private const string Lock = "select pg_advisory_lock(hashtextextended('logos.migrations', 0))";

    private static readonly string Prefix = typeof(Migrator).Namespace + ".";

    /// <summary>Every migration there is, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        .. typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), name[(Prefix.Length + 5)..^4], Text(name))),
    ];

    /// <returns>What was done; nothing when the database was up to date.</returns>
    /// <exception cref="Core.Orchestration.StoreUnavailableException">The server is away.</exception>
    /// <exception cref="PostgresRefusedException">A later version of Logos has been here, or the user may not do it.</exception>
    public async Task<IReadOnlyList<Migration>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            // Released with the connection, should this process end.
            await RunAsync(connection, Lock, cancellationToken);
            try
            {
                await RunAsync(connection, "create table if not exists migrations (number integer primary key, name text not null, done_at timestamptz not null default clock_timestamp())", cancellationToken);
                var done = await DoneAsync(connection, cancellationToken);
                var pending = All.Where(migration => !done.Contains(migration.Number)).ToArray();
                foreach (var migration in pending)
                {
                    await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                    await RunAsync(connection, migration.Sql, cancellationToken);
                    await using var note = new NpgsqlCommand("insert into migrations (number, name) values ($1, $2)", connection, transaction) { Parameters = { Statement.Of(migration.Number), Statement.Of(migration.Name) } };
                    await note.ExecuteNonQueryAsync(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                }

                return pending;
            }
            finally
            {
                // With a connection that broke the lock is gone.
                if (connection.State == ConnectionState.Open)
                    await RunAsync(connection, "select pg_advisory_unlock_all()", CancellationToken.None);
            }
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
        catch (PostgresException e)
        {
            throw new PostgresRefusedException($"PostgreSQL says: {e.MessageText}", e);
        }
    }

    /// <returns>What has still to be done.</returns>
    public async Task<IReadOnlyList<Migration>> PendingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var look = new NpgsqlCommand("select to_regclass('migrations') is not null", connection);
            if (await look.ExecuteScalarAsync(cancellationToken) is not true)
                return All;
            var done = await DoneAsync(connection, cancellationToken);
            return [.. All.Where(migration => !done.Contains(migration.Number))];
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
        catch (PostgresException e)
        {
            throw new PostgresRefusedException($"PostgreSQL says: {e.MessageText}", e);
        }
    }

    private static async Task<HashSet<int>> DoneAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select number from migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var done = new HashSet<int>();
        while (await reader.ReadAsync(cancellationToken))
            done.Add(reader.GetInt32(0));
        var newest = done.Count == 0 ? 0 : done.Max();
        return newest <= All[^1].Number ? done : throw PostgresRefusedException.Newer(newest, All[^1].Number);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <param name="Name">What it brings, as its file is called.</param>
internal sealed record Migration(int Number, string Name, string Sql);
