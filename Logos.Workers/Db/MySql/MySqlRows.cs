using System.Text.Json;
using Logos.Rules.Values;
using Logos.Workers.Db.MySql.Wire;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.MySql;

/// <summary>What one statement yields.</summary>
internal sealed class MySqlRows(string result, AnswerLimit limit)
{
    private readonly List<Value> _rows = [];
    private MySqlColumn[] _columns = [];
    private long _count;

    public ulong Affected { get; set; }

    public void Describe(MySqlColumn[] columns)
    {
        _columns = columns;
        if (result is "rows" or "first" && columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw FailureException.Permanent(WorkersCodes.UnreadableAnswer, $"the statement yields several columns called `{twice.Key}`: name them apart with `as`");
    }

    /// <summary>Before a row is taken.</summary>
    public void Before(int length)
    {
        if (IsWanted)
            limit.Take(length);
    }

    public void Add(byte[] packet)
    {
        var isWanted = IsWanted;
        limit.Rows(++_count);
        if (!isWanted)
            return;
        var nulls = packet.AsSpan(1, (_columns.Length + 9) / 8);
        var reader = new PacketReader(packet.AsSpan(1 + nulls.Length));
        var row = new ValueMap.Builder(_columns.Length);
        for (var i = 0; i < _columns.Length; i++)
        {
            var value = (nulls[(i + 2) / 8] & (1 << ((i + 2) % 8))) != 0 ? Value.Null : Read(ref reader, _columns[i]);
            if (result == "scalar")
            {
                _rows.Add(value);
                return;
            }

            row.Set(_columns[i].Name, value);
        }

        _rows.Add(row.Build());
    }

    public Value ToValue() => result switch
    {
        "affected" => Affected <= long.MaxValue ? (long)Affected : (decimal)Affected,
        "rows" => ValueList.From(_rows),
        _ => _rows.Count == 0 ? Value.Null : _rows[0],
    };

    private bool IsWanted => result == "rows" || (result != "affected" && _count == 0);

    private static Value Read(ref PacketReader reader, MySqlColumn column)
    {
        try
        {
            return MySqlField.Read(ref reader, column);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw FailureException.Permanent(WorkersCodes.UnreadableAnswer, $"the column `{column.Name}` holds what cannot be kept as it is (JSON with a member twice, nested too deeply, or with a number beyond all bounds): yield it as text, `cast(… as char)`");
        }
    }
}
