using Npgsql;

namespace Logos.Adapters.Postgres;

/// <summary>What is asked of PostgreSQL: each call is one batch, which is one round trip and one transaction.</summary>
internal sealed class Database(NpgsqlDataSource source)
{
    public NpgsqlDataSource Source { get; } = source;

    /// <exception cref="Core.Orchestration.StoreUnavailableException">The server is away, or cannot take anything now.</exception>
    public async ValueTask<T> AskAsync<T>(IReadOnlyList<Statement> statements, Func<NpgsqlDataReader, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = Batch(statements);
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var result = await read(reader);
            // What fails behind the last answer that is read is told only there.
            while (await reader.NextResultAsync(cancellationToken))
            {
            }

            return result;
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
    }

    public ValueTask<T> AskAsync<T>(Statement statement, Func<NpgsqlDataReader, ValueTask<T>> read, CancellationToken cancellationToken) => AskAsync([statement], read, cancellationToken);

    /// <returns>How many rows changed, over all statements.</returns>
    /// <exception cref="Core.Orchestration.StoreUnavailableException">The server is away, or cannot take anything now.</exception>
    public async ValueTask<int> RunAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = Batch(statements);
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
    }

    public ValueTask<int> RunAsync(Statement statement, CancellationToken cancellationToken) => RunAsync([statement], cancellationToken);

    private NpgsqlBatch Batch(IReadOnlyList<Statement> statements)
    {
        var batch = Source.CreateBatch();
        foreach (var statement in statements)
        {
            var command = new NpgsqlBatchCommand(statement.Text);
            foreach (var parameter in statement.Parameters)
                command.Parameters.Add(parameter);
            batch.BatchCommands.Add(command);
        }

        return batch;
    }
}
