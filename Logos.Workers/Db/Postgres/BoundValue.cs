using System.Text;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Postgres;

/// <summary>A value as PostgreSQL reads it from text.</summary>
/// <param name="Type">What it is, where the server is not to find out; null where it is.</param>
/// <param name="Text">Null for null.</param>
internal sealed record BoundValue(string Name, string? Type, string? Text)
{
    /// <param name="asJson">The query says that it is JSON. A text is JSON already then, as everywhere in SQL.</param>
    public static BoundValue Of(string name, Value value, bool asJson) => value.Kind switch
    {
        ValueKind.Null => new(name, null, null),
        ValueKind.String => new(name, null, value.AsString()),
        _ when asJson => new(name, null, value.ToJson()),
        ValueKind.Boolean => new(name, "boolean", value.AsBoolean() ? "t" : "f"),
        ValueKind.Number => new(name, TypeOf(value), value.ToJson()),
        ValueKind.List when IsArray(value) => new(name, null, ArrayOf(value)),
        _ => new(name, "jsonb", value.ToJson()),
    };

    // As the server reads digits that stand in a statement.
    private static string TypeOf(Value number) =>
        number.TryGetInt64(out var whole) ? whole is >= int.MinValue and <= int.MaxValue ? "int4" : "int8"
        : number.ToJson().Contains('E', StringComparison.OrdinalIgnoreCase) ? "float8"
        : "numeric";

    // What holds maps is no array that PostgreSQL has.
    private static bool IsArray(Value list) => list.AsList().All(item => !item.IsMap && (!item.IsList || IsArray(item)));

    private static string ArrayOf(Value list)
    {
        // With a blank that JSON does not know: an empty list is to be refused as JSON, and not to become an empty map.
        if (list.AsList().Count == 0)
            return "\f{}";
        var text = new StringBuilder();
        Write(text, list);
        return text.ToString();
    }

    private static void Write(StringBuilder to, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.List:
                to.Append('{');
                var isFirst = true;
                foreach (var item in value.AsList())
                {
                    if (!isFirst)
                        to.Append(',');
                    isFirst = false;
                    Write(to, item);
                }

                to.Append('}');
                break;
            case ValueKind.Null:
                to.Append("NULL");
                break;
            case ValueKind.Boolean:
                to.Append(value.AsBoolean() ? 't' : 'f');
                break;
            case ValueKind.Number:
                to.Append(value.ToJson());
                break;
            default:
                to.Append('"').Append(value.AsString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
        }
    }
}
