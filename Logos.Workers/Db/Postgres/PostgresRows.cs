using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Logos.Rules.Values;
using Logos.Workers.Faults;
using Logos.Workers.Running;
using Npgsql;

namespace Logos.Workers.Db.Postgres;

/// <summary>What one statement yields, as the texts that came: what they are is found out when the server is done with them.</summary>
internal sealed class PostgresRows(string result, AnswerLimit limit)
{
    private readonly List<string?[]> _rows = [];
    private string[] _names = [];
    private long _affected;

    /// <summary>How many results of other statements come before its own.</summary>
    public int Leading { get; init; }

    /// <summary>Of the columns that are wanted.</summary>
    public uint[] Types { get; private set; } = [];

    /// <param name="batch">Its last statement is the one.</param>
    public async Task ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        SetAllResultTypesAreUnknown(batch, true);
        // Row by row, and in a row column by column: how large it is is known before it is taken.
        var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        try
        {
            for (var i = 0; i < Leading; i++)
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            Describe(reader);
            for (var row = 1L; await reader.ReadAsync(cancellationToken).ConfigureAwait(false); row++)
            {
                limit.Rows(row);
                if (result == "rows" || (result != "affected" && row == 1))
                    _rows.Add(await RowAsync(reader, cancellationToken).ConfigureAwait(false));
            }

            // What fails behind the last row is told only there.
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            _affected = Math.Max(0, batch.BatchCommands[^1].RecordsAffected);
        }
        catch (FailureException)
        {
            await StopAsync(batch, reader).ConfigureAwait(false);
            throw;
        }

        await reader.DisposeAsync().ConfigureAwait(false);
    }

    /// <param name="readers">For the types.</param>
    public Value ToValue(IReadOnlyList<Func<string, Value>> readers)
    {
        if (result == "affected")
            return _affected;
        if (result == "scalar")
            return _rows.Count == 0 || Types.Length == 0 ? Value.Null : Read(_rows[0], 0, readers);
        if (_names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw FailureException.Permanent(WorkersCodes.UnreadableAnswer, $"the statement yields several columns called `{twice.Key}`: name them apart with `as`");
        if (result == "first")
            return _rows.Count == 0 ? Value.Null : Map(_rows[0], readers);
        return ValueList.From(_rows.Select(row => (Value)Map(row, readers)));
    }

    private void Describe(NpgsqlDataReader reader)
    {
        var count = result == "affected" ? 0 : result == "scalar" ? Math.Min(reader.FieldCount, 1) : reader.FieldCount;
        _names = [.. Enumerable.Range(0, count).Select(reader.GetName)];
        Types = [.. Enumerable.Range(0, count).Select(reader.GetDataTypeOID)];
    }

    private async ValueTask<string?[]> RowAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var row = new string?[Types.Length];
        for (var column = 0; column < row.Length; column++)
        {
            if (await reader.IsDBNullAsync(column, cancellationToken).ConfigureAwait(false))
                continue;
            limit.Take(reader.GetBytes(column, 0, null, 0, 0));
            row[column] = await reader.GetFieldValueAsync<string>(column, cancellationToken).ConfigureAwait(false);
        }

        return row;
    }

    private ValueMap Map(string?[] row, IReadOnlyList<Func<string, Value>> readers)
    {
        var map = new ValueMap.Builder(row.Length);
        for (var column = 0; column < row.Length; column++)
            map.Set(_names[column], Read(row, column, readers));
        return map.Build();
    }

    private Value Read(string?[] row, int column, IReadOnlyList<Func<string, Value>> readers)
    {
        if (row[column] is not { } text)
            return Value.Null;
        try
        {
            return readers[column](text);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw FailureException.Permanent(WorkersCodes.UnreadableAnswer, $"the column `{_names[column]}` holds what cannot be kept as it is (JSON with a member twice, nested too deeply, or with a number beyond all bounds): yield it as `::text`");
        }
    }

    // A batch takes one statement at a time, where a command without values is cut at each semicolon: `select 1; commit`
    // would end a transaction that only reads. That all comes as text can be said of a command alone (Npgsql 10.0).
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_AllResultTypesAreUnknown")]
    private static extern void SetAllResultTypesAreUnknown(NpgsqlBatch batch, bool value);

    // Left to itself, the reader takes all that is still to come before it closes.
    private static async Task StopAsync(NpgsqlBatch batch, NpgsqlDataReader reader)
    {
        await Task.Run(batch.Cancel).ConfigureAwait(false);
        try
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // That it was stopped is what was asked for.
        }
    }
}
