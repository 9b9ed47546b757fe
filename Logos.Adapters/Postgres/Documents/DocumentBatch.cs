using System.Globalization;
using Logos.Adapters.Postgres.Executions;
using Logos.Core.Documents;
using Npgsql;
using NpgsqlTypes;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Documents;

/// <summary>Documents that are written together or not at all.</summary>
internal static class DocumentBatch
{
    /// <returns>Null when they are written; else the first that found another version than it expected.</returns>
    public static async ValueTask<DocumentWrite?> TryAsync(Database database, IReadOnlyList<DocumentWrite> writes, DateTimeOffset at, IReadOnlyList<Statement> before, CancellationToken cancellationToken)
    {
        try
        {
            await database.RunAsync([.. before, Write(writes, at)], cancellationToken);
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresFaults.AnotherVersion)
        {
            return writes[int.Parse(e.MessageText, CultureInfo.InvariantCulture) - 1];
        }
    }

    private static Statement Write(IReadOnlyList<DocumentWrite> writes, DateTimeOffset at) => new(
        "select write_documents($1, $2, $3, $4, $5, $6, $7)",
        Of(ExecutionRows.Column(writes, w => w.Workspace)),
        Of(ExecutionRows.Column(writes, w => w.Kind)),
        Of(ExecutionRows.Column(writes, w => w.Name)),
        new NpgsqlParameter<byte[]?[]> { TypedValue = ExecutionRows.Column(writes, w => w.Body?.ToArray()), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        Of(ExecutionRows.Column(writes, w => w.Expected)),
        Of(ExecutionRows.Column(writes, w => w.ExpiresAt?.ToUniversalTime())),
        Of(at));
}
