using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Workers.Nodes;

/// <summary>The schema that a record stands for: its members, their kinds, and what attributes say of them.</summary>
internal sealed class InputSchema
{
    private readonly Stack<Type> _within = [];

    public static Schema Of(Type type) => new InputSchema().Read(type);

    private Schema Read(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Plain(type) is { } plain)
            return plain;
        // A type within itself: what is inside is bound when it runs, and not described.
        if (_within.Contains(type))
            return Schema.Any;
        _within.Push(type);
        var info = NodeJson.Options.GetTypeInfo(type);
        var schema = info.Kind switch
        {
            JsonTypeInfoKind.Object => new Schema { Types = [SchemaType.Object], IsClosed = true, Properties = [.. info.Properties.Where(IsTaken).Select(Property)] },
            JsonTypeInfoKind.Dictionary => new Schema { Types = [SchemaType.Object], AdditionalProperties = Read(info.ElementType!) },
            JsonTypeInfoKind.Enumerable => new Schema { Types = [SchemaType.Array], Items = Read(info.ElementType!) },
            _ => Schema.Any,
        };
        _within.Pop();
        return schema;
    }

    private static bool IsTaken(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    private SchemaProperty Property(JsonPropertyInfo property)
    {
        var attributes = (property.AttributeProvider?.GetCustomAttributes(true) ?? []).Concat(property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(true) ?? []).ToArray();
        var isNullable = Nullable.GetUnderlyingType(property.PropertyType) is not null || (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);
        var isRequired = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false } && !isNullable;
        var schema = Read(property.PropertyType);
        if (isNullable && schema.Types.Count > 0)
            schema = schema with { Types = [.. schema.Types, SchemaType.Null] };
        if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } standard })
            schema = schema with { Default = ValueJson.Parse(JsonSerializer.SerializeToUtf8Bytes(standard, property.PropertyType, NodeJson.Options)) };
        foreach (var attribute in attributes)
            schema = With(schema, attribute);
        return new(property.Name, schema, isRequired);
    }

    private static Schema With(Schema schema, object attribute) => attribute switch
    {
        DescriptionAttribute description => schema with { Description = description.Description },
        SecretAttribute => schema with { IsSecret = true },
        RangeAttribute range => schema with { Minimum = Limit(range.Minimum), Maximum = Limit(range.Maximum) },
        RegularExpressionAttribute pattern => schema with { Pattern = $"^(?:{pattern.Pattern})$" },
        RequiredAttribute { AllowEmptyStrings: false } when schema.Types.Contains(SchemaType.String) => schema with { MinLength = 1 },
        StringLengthAttribute { MinimumLength: > 0 } length => schema with { MinLength = length.MinimumLength },
        MinLengthAttribute least when schema.Types.Contains(SchemaType.Array) => schema with { MinItems = least.Length },
        MinLengthAttribute least => schema with { MinLength = least.Length },
        AllowedValuesAttribute allowed => schema with { Enum = [.. allowed.Values.Select(value => ValueJson.Parse(JsonSerializer.SerializeToUtf8Bytes(value, NodeJson.Options)))] },
        _ => schema,
    };

    // An open end (double.MaxValue, say) is no limit that a decimal could hold.
    private static decimal? Limit(object bound)
    {
        var number = Convert.ToDouble(bound, CultureInfo.InvariantCulture);
        return Math.Abs(number) < (double)decimal.MaxValue ? Convert.ToDecimal(bound, CultureInfo.InvariantCulture) : null;
    }

    private static Schema? Plain(Type type)
    {
        if (type.IsEnum)
            return new() { Types = [SchemaType.String], Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => ValueJson.Parse(JsonSerializer.SerializeToUtf8Bytes(value, type, NodeJson.Options)))] };
        if (type == typeof(Value) || type == typeof(object) || type == typeof(JsonElement))
            return Schema.Any;
        if (type == typeof(bool))
            return new() { Types = [SchemaType.Boolean] };
        if (type == typeof(float) || type == typeof(double) || type == typeof(decimal) || type == typeof(Half))
            return new() { Types = [SchemaType.Number] };
        if (type.IsPrimitive && type != typeof(char) || type == typeof(Int128) || type == typeof(UInt128))
            return new() { Types = [SchemaType.Integer] };
        return Format(type) is { } format ? new() { Types = [SchemaType.String], Format = format.Length == 0 ? null : format } : null;
    }

    private static string? Format(Type type) => type switch
    {
        _ when type == typeof(string) || type == typeof(char) || type == typeof(byte[]) || type == typeof(TimeOnly) => "",
        _ when type == typeof(TimeSpan) => SchemaFormat.Duration,
        _ when type == typeof(Guid) => SchemaFormat.Uuid,
        _ when type == typeof(Uri) => SchemaFormat.Uri,
        _ when type == typeof(DateTimeOffset) || type == typeof(DateTime) => SchemaFormat.DateTime,
        _ when type == typeof(DateOnly) => SchemaFormat.Date,
        _ => null,
    };
}
