using System.Globalization;
using Logos.Adapters.Embedded.Documents;
using Logos.Core.Documents;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Documents;

/// <summary>Documents in PostgreSQL.</summary>
internal sealed class PostgresDocuments(Database database, TimeProvider clock) : IDocumentStore
{
    private const string Columns = "workspace_id, kind, name, version, body, changed_at, expires_at";

    public ValueTask<Document?> FindAsync(string workspace, string kind, string name, CancellationToken cancellationToken) => database.AskAsync(
        new Statement($"select {Columns} from documents where workspace_id = $1 and kind = $2 and name = $3 and (expires_at is null or expires_at > $4)", Of(workspace), Of(kind), Of(name), Of(clock.GetUtcNow())),
        async reader => await reader.ReadAsync(cancellationToken) ? Read(reader) : null,
        cancellationToken);

    public async ValueTask<DocumentPage> ListAsync(string? workspace, string kind, string? after, int limit, bool newestFirst, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var from = after is null ? default((string Workspace, string Name)?) : DocumentCursor.Read(after, workspace);
        List<NpgsqlParameter> parameters = [Of(kind), Of(clock.GetUtcNow())];
        var where = "kind = $1 and (expires_at is null or expires_at > $2)";
        if (workspace is not null)
            where += $" and workspace_id = {Place(workspace)}";
        if (from is { } last)
            where += $" and (workspace_id, name) {(newestFirst ? '<' : '>')} ({Place(last.Workspace)}, {Place(last.Name)})";
        var direction = newestFirst ? "desc" : "asc";
        var items = await database.AskAsync(
            new Statement($"select {Columns} from documents where {where} order by workspace_id {direction}, name {direction} limit {(limit + 1).ToString(CultureInfo.InvariantCulture)}", [.. parameters]),
            async reader =>
            {
                var found = new List<Document>();
                while (await reader.ReadAsync(cancellationToken))
                    found.Add(Read(reader));
                return found;
            },
            cancellationToken);
        if (items.Count <= limit)
            return new(items, null);
        items.RemoveAt(limit);
        return new(items, DocumentCursor.Write(items[^1].Workspace, items[^1].Name));

        string Place(string value)
        {
            parameters.Add(Of(value));
            return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
        }
    }

    public async ValueTask<DocumentWrite?> WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        DocumentRules.Check(writes);
        return writes.Count == 0 ? null : await DocumentBatch.TryAsync(database, writes, clock.GetUtcNow(), [], cancellationToken);
    }

    private static Document Read(NpgsqlDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetInt64(3),
        reader.GetFieldValue<byte[]>(4),
        reader.GetFieldValue<DateTimeOffset>(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6));
}
