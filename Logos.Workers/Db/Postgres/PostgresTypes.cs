using System.Collections.Concurrent;
using System.Globalization;
using Logos.Rules.Values;
using Npgsql;

namespace Logos.Workers.Db.Postgres;

/// <summary>How the values of each type are read from their texts. Types of a database's own are asked for when they are met first.</summary>
internal sealed class PostgresTypes
{
    private const string Ask = """
        select t.oid::int8, t.typtype::text, t.typbasetype::int8, t.typelem::int8, (t.typinput = 'pg_catalog.array_in'::regproc)::text, coalesce(e.typdelim, ',')::text
        from pg_catalog.pg_type t left join pg_catalog.pg_type e on e.oid = t.typelem
        where t.oid = any ($1::oid[])
        """;

    private readonly ConcurrentDictionary<uint, Func<string, Value>> _known = new();

    /// <returns>One for each of the types.</returns>
    public async ValueTask<IReadOnlyList<Func<string, Value>>> ReadersAsync(NpgsqlConnection connection, uint[] types, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<uint, TypeRow>();
        for (var missing = Missing(types); missing.Length > 0; missing = Missing(rows.Values.SelectMany(row => new[] { row.Base, row.Element })).Except(rows.Keys).ToArray())
        {
            await foreach (var row in AskAsync(connection, missing, cancellationToken).ConfigureAwait(false))
                rows[row.Oid] = row;
            // What is dropped by now.
            foreach (var oid in missing)
                rows.TryAdd(oid, new(oid, "b", 0, 0, false, ','));
        }

        foreach (var oid in rows.Keys)
            _known.TryAdd(oid, Build(oid, rows));
        return [.. types.Select(oid => Known(oid)!)];
    }

    private uint[] Missing(IEnumerable<uint> types) => [.. types.Where(oid => oid != 0 && Known(oid) is null).Distinct()];

    private Func<string, Value>? Known(uint oid) => PostgresText.Reader(oid) ?? _known.GetValueOrDefault(oid);

    private Func<string, Value> Build(uint oid, Dictionary<uint, TypeRow> rows)
    {
        if (Known(oid) is { } known)
            return known;
        if (!rows.TryGetValue(oid, out var row))
            return PostgresText.Text;
        if (row.IsArray)
        {
            var (element, delimiter) = (Build(row.Element, rows), row.Delimiter);
            return text => PostgresArray.Read(text, delimiter, element);
        }

        return row.Kind == "d" ? Build(row.Base, rows) : PostgresText.Text;
    }

    private static async IAsyncEnumerable<TypeRow> AskAsync(NpgsqlConnection connection, uint[] types, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Ask, connection) { AllResultTypesAreUnknown = true };
        command.Parameters.Add(new NpgsqlParameter { Value = $"{{{string.Join(',', types)}}}", NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return new(Oid(reader, 0), reader.GetString(1), Oid(reader, 2), Oid(reader, 3), reader.GetString(4) == "true", reader.GetString(5)[0]);
    }

    private static uint Oid(NpgsqlDataReader reader, int column) => uint.Parse(reader.GetString(column), CultureInfo.InvariantCulture);

    private sealed record TypeRow(uint Oid, string Kind, uint Base, uint Element, bool IsArray, char Delimiter);
}
