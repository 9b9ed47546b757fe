using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Workers.Nodes;

/// <summary>
/// Values from elsewhere write their names as they please: <c>productId</c> and <c>ProductId</c> are
/// <c>product_id</c>. What a record does not have is left out.
/// </summary>
internal static class InputNames
{
    public static Value Mend(Value value, Schema schema)
    {
        if (value.IsList && schema.Items is { } items)
            return NeedsNoChange(value, schema) ? value : ValueList.From(value.AsList().Select(item => Mend(item, items)));
        if (!value.IsMap || NeedsNoChange(value, schema))
            return value;
        var mended = new ValueMap.Builder(value.AsMap().Count);
        foreach (var (name, member) in value.AsMap())
        {
            if (schema.Properties.Count == 0)
                mended.Set(name, Mend(member, schema.AdditionalProperties ?? Schema.Any));
            // Nothing stands for what is left out, so that a default holds.
            else if (IsLeftOut(schema, name, member))
                continue;
            // The name as it is meant wins over one that only reads like it.
            else if (Find(schema, name) is { } property && (property.Name == name || !value.AsMap().ContainsKey(property.Name)))
                mended.Set(property.Name, Mend(member, property.Schema));
        }

        return mended.Build();
    }

    private static bool NeedsNoChange(Value value, Schema schema)
    {
        if (value.IsList)
            return schema.Items is not { } items || value.AsList().All(item => NeedsNoChange(item, items));
        if (!value.IsMap)
            return true;
        foreach (var (name, member) in value.AsMap())
        {
            if (schema.Properties.Count == 0 ? !NeedsNoChange(member, schema.AdditionalProperties ?? Schema.Any) : Exact(schema, name) is not { } property || IsLeftOut(schema, name, member) || !NeedsNoChange(member, property.Schema))
                return false;
        }

        return true;
    }

    private static bool IsLeftOut(Schema schema, string name, Value member) =>
        member.IsNull && Find(schema, name) is { Schema.Types: { Count: > 0 } types } && !types.Contains(SchemaType.Null);

    private static SchemaProperty? Exact(Schema schema, string name)
    {
        foreach (var property in schema.Properties)
        {
            if (property.Name == name)
                return property;
        }

        return null;
    }

    private static SchemaProperty? Find(Schema schema, string name) =>
        Exact(schema, name) ?? schema.Properties.FirstOrDefault(property => Same(property.Name, name));

    private static bool Same(string one, string other)
    {
        var (i, j) = (0, 0);
        while (true)
        {
            while (i < one.Length && one[i] is '_' or '-')
                i++;
            while (j < other.Length && other[j] is '_' or '-')
                j++;
            if (i == one.Length || j == other.Length)
                return i == one.Length && j == other.Length;
            if (char.ToLowerInvariant(one[i++]) != char.ToLowerInvariant(other[j++]))
                return false;
        }
    }
}
