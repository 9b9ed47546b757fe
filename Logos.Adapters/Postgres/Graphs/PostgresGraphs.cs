using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Writing;
using Npgsql;
using static Logos.Adapters.Postgres.Statement;

namespace Logos.Adapters.Postgres.Graphs;

/// <summary>Graphs in PostgreSQL.</summary>
internal sealed class PostgresGraphs(Database database, TimeProvider clock) : IGraphStore
{
    private const string Columns = "d.id, d.workspace_id, d.name, d.version, d.content_hash, d.definition, d.created_at";
    private const string Current = "from graphs g join graph_definitions d on d.id = g.id and d.version = g.current where not g.is_deleted and g.workspace_id = $1";

    public async ValueTask<StoredGraph> SaveAsync(string workspace, GraphDefinition graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var at = clock.GetUtcNow();
        var saved = await ReadAsync(
            new Statement(
                $"select {Columns} from save_graph($1, $2, $3, $4, $5, $6) as d",
                Of(Guid.CreateVersion7(at)), Of(workspace), Of(graph.Name), Of(GraphWriter.ContentHash(graph)), Of(GraphWriter.ToJson(graph).ToArray()), Of(at)),
            cancellationToken);
        return saved[0];
    }

    public async ValueTask<StoredGraph?> FindAsync(string workspace, string name, int version, CancellationToken cancellationToken)
    {
        var isId = Guid.TryParse(name, out var id);
        var which = isId ? "(g.name = $2 or g.id = $3)" : "g.name = $2";
        NpgsqlParameter[] parameters = isId ? [Of(workspace), Of(name), Of(id)] : [Of(workspace), Of(name)];
        // A name goes before an id that reads the same.
        var found = await ReadAsync(
            version == 0
                ? new Statement($"select {Columns} {Current} and {which} order by (g.name = $2) desc limit 1", parameters)
                : new Statement($"select {Columns} from graphs g join graph_definitions d on d.id = g.id where g.workspace_id = $1 and {which} and d.version = ${parameters.Length + 1} order by (g.name = $2) desc limit 1", [.. parameters, Of(version)]),
            cancellationToken);
        return found is [var one] ? one : null;
    }

    public async ValueTask<IReadOnlyList<StoredGraph>> ListAsync(string workspace, CancellationToken cancellationToken) =>
        await ReadAsync(new Statement($"select {Columns} {Current} order by g.name", Of(workspace)), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredGraph>> VersionsAsync(string workspace, string name, CancellationToken cancellationToken) =>
        await FindAsync(workspace, name, 0, cancellationToken) is { } graph
            ? await ReadAsync(new Statement($"select {Columns} from graph_definitions d where d.id = $1 order by d.version", Of(graph.Id)), cancellationToken)
            : [];

    public async ValueTask<bool> DeleteAsync(string workspace, string name, CancellationToken cancellationToken) =>
        await FindAsync(workspace, name, 0, cancellationToken) is { } graph &&
        await database.RunAsync(new Statement("update graphs set is_deleted = true where id = $1 and not is_deleted", Of(graph.Id)), cancellationToken) == 1;

    /// <summary>Deleted graphs go with their last execution.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken) => await database.RunAsync(
        new Statement("delete from graphs g where g.is_deleted and not exists (select 1 from graph_executions e where e.workspace_id = g.workspace_id and e.graph_id = g.name)"),
        cancellationToken);

    private ValueTask<List<StoredGraph>> ReadAsync(Statement statement, CancellationToken cancellationToken) => database.AskAsync(
        statement,
        async reader =>
        {
            var found = new List<StoredGraph>();
            while (await reader.ReadAsync(cancellationToken))
                found.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<DateTimeOffset>(6)));
            return found;
        },
        cancellationToken);
}
