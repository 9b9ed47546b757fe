using System.Runtime.CompilerServices;
using Logos.Core.Blobs;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Blobs;

/// <summary>Large values in PostgreSQL, in parts that are written in one transaction.</summary>
internal sealed class PostgresBlobs(Database database) : IBlobStore
{
    private const int PartSize = 4 * 1024 * 1024;
    private const int ListedAtOnce = 1000;

    public async ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = new List<Statement>();
        do
        {
            parts.Add(Insert(key, parts.Count, content[..Math.Min(PartSize, content.Length)].ToArray()));
            content = content[Math.Min(PartSize, content.Length)..];
        }
        while (content.Length > 0);
        await database.RunAsync(parts, cancellationToken);
    }

    public async ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var part = new byte[PartSize];
            for (var number = 0; ; number++)
            {
                var read = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
                if (read > 0 || number == 0)
                {
                    var insert = Insert(key, number, part[..read]);
                    await using var command = new NpgsqlCommand(insert.Text, connection, transaction);
                    command.Parameters.AddRange(insert.Parameters);
                    await command.ExecuteNonQueryAsync(cancellationToken);
                }

                if (read < part.Length)
                    break;
            }

            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (PostgresFaults.Translate(e) is { } told)
        {
            throw told;
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parts = await database.AskAsync(
            new Statement("select content from blobs where execution_id = $1 and name = $2 order by part", Of(key.Execution), Of(Name(key))),
            async reader =>
            {
                var found = new List<byte[]>();
                while (await reader.ReadAsync(cancellationToken))
                    found.Add(reader.GetFieldValue<byte[]>(0));
                return found;
            },
            cancellationToken);
        return parts switch
        {
            [] => throw new FileNotFoundException($"There is no blob {key}.", key.ToString()),
            [var whole] => whole,
            _ => Joined(parts),
        };
    }

    public async ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        await database.RunAsync(new Statement("delete from blobs where execution_id = $1 and name = $2", Of(key.Execution), Of(Name(key))), cancellationToken);
    }

    public async ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) =>
        await database.RunAsync(new Statement("delete from blobs where execution_id = $1", Of(execution)), cancellationToken);

    public async IAsyncEnumerable<BlobKey> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (execution, name) = (Guid.Empty, "");
        while (true)
        {
            var page = await database.AskAsync(
                new Statement("select execution_id, name from blobs where part = 0 and (execution_id, name) > ($1, $2) order by execution_id, name limit $3", Of(execution), Of(name), Of(ListedAtOnce)),
                async reader =>
                {
                    var found = new List<(Guid Execution, string Name)>();
                    while (await reader.ReadAsync(cancellationToken))
                        found.Add((reader.GetGuid(0), reader.GetString(1)));
                    return found;
                },
                cancellationToken);
            foreach (var blob in page)
            {
                if (BlobKey.Parse($"{blob.Execution:D}/{blob.Name}") is { } key)
                    yield return key;
            }

            if (page.Count < ListedAtOnce)
                yield break;
            (execution, name) = page[^1];
        }
    }

    private static byte[] Joined(List<byte[]> parts)
    {
        var whole = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole, at);
            at += part.Length;
        }

        return whole;
    }

    private static Statement Insert(BlobKey key, int part, byte[] content) =>
        new("insert into blobs (execution_id, name, part, content) values ($1, $2, $3, $4)", Of(key.Execution), Of(Name(key)), Of(part), Of(content));

    /// <summary>Its key behind the execution.</summary>
    internal static string Name(BlobKey key) => key.ToString()[37..];
}
