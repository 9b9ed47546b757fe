using Logos.Rules.Values;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Schemas in few words.</summary>
internal static class Shape
{
    public static Schema Text(string description, Value? standard = null) =>
        new() { Types = [SchemaType.String], Description = description, Default = standard };

    public static Schema Filled(string description) => Text(description) with { MinLength = 1 };

    public static Schema Secret(string description) => Text(description) with { IsSecret = true };

    public static Schema Name(string description) =>
        Filled(description) with { Pattern = "^[A-Za-z][A-Za-z0-9_.-]*$" };

    public static Schema Formatted(string format, string description) => Text(description) with { Format = format };

    public static Schema Duration(string description, string? standard = null) =>
        Formatted(SchemaFormat.Duration, description) with { Default = standard is null ? (Value?)null : Value.From(standard) };

    /// <summary>An expression, which may stand without braces.</summary>
    public static Schema Expression(string description) =>
        new() { Types = [SchemaType.String, SchemaType.Boolean], Format = SchemaFormat.Expression, Description = description };

    public static Schema Integer(string description, decimal? least = null, decimal? most = null, Value? standard = null) =>
        new() { Types = [SchemaType.Integer], Description = description, Minimum = least, Maximum = most, Default = standard };

    public static Schema Number(string description, decimal? least = null, decimal? most = null) =>
        new() { Types = [SchemaType.Number], Description = description, Minimum = least, Maximum = most };

    public static Schema Flag(string description, bool standard = false) =>
        new() { Types = [SchemaType.Boolean], Description = description, Default = standard };

    public static Schema Choice(string description, string? standard, params string[] words) =>
        Text(description) with { Enum = [.. words.Select(Value.From)], Default = standard is null ? (Value?)null : Value.From(standard) };

    public static Schema List(string description, Schema? items = null) =>
        new() { Types = [SchemaType.Array], Description = description, Items = items };

    /// <summary>A map whose names are the author's.</summary>
    public static Schema Map(string description, Schema? values = null) =>
        new() { Types = [SchemaType.Object], Description = description, AdditionalProperties = values ?? Schema.Any };

    public static Schema Object(string description, params SchemaProperty[] properties) =>
        new() { Types = [SchemaType.Object], Description = description, Properties = properties, IsClosed = true };

    public static Schema Anything(string description) => new() { Description = description };

    public static Schema Either(string description, params Schema[] options) => new() { Description = description, OneOf = options };

    public static SchemaProperty Needs(string name, Schema schema) => new(name, schema, Required: true);

    public static SchemaProperty Takes(string name, Schema schema) => new(name, schema);
}
