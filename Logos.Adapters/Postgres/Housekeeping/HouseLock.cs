using System.Data;
using Npgsql;

namespace Logos.Adapters.Postgres.Housekeeping;

/// <summary>Held by the one process that keeps house, for as long as its connection lives; with it, what is done over that connection.</summary>
internal sealed class HouseLock : IAsyncDisposable
{
    private const string Key = "hashtextextended('logos.house', 0)";

    /// <summary>Owners wait for rows and tables of the house no longer than this, and the house for theirs.</summary>
    private const string Patience = "select set_config('lock_timeout', '200', true)";

    private readonly NpgsqlConnection _connection;

    private HouseLock(NpgsqlConnection connection) => _connection = connection;

    /// <returns>Null when another has it.</returns>
    public static async ValueTask<HouseLock?> TryTakeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Key})", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new(connection);
        }
        catch
        {
            // It may have been given and the answer lost: in the pool it would be held by nobody.
            await UnlockAsync(connection);
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>A short transaction of its own.</summary>
    /// <returns>What it read, or null when somebody else holds what it needs.</returns>
    public async ValueTask<T?> TryAskAsync<T>(Statement statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : struct
    {
        try
        {
            await using var batch = new NpgsqlBatch(_connection) { BatchCommands = { new(Patience), Command(statement) } };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var result = read(reader);
            while (await reader.NextResultAsync(cancellationToken))
            {
            }

            return result;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return null;
        }
    }

    public async ValueTask<List<T>> ListAsync<T>(Statement statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection) { BatchCommands = { Command(statement) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <returns>How many rows changed.</returns>
    public async ValueTask<int> RunAsync(Statement statement, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection) { BatchCommands = { Command(statement) } };
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => UnlockAsync(_connection);

    private static async ValueTask UnlockAsync(NpgsqlConnection connection)
    {
        // With a connection that broke the lock is gone.
        if (connection.State == ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_unlock({Key})", connection);
            await command.ExecuteNonQueryAsync();
        }

        await connection.DisposeAsync();
    }

    private static NpgsqlBatchCommand Command(Statement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Text);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
