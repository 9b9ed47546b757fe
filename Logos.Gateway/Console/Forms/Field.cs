using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Gateway.Console.Forms;

internal enum FieldKind
{
    Line,

    /// <summary>Text of any length: the field is one line high, and grows.</summary>
    Text,
    Number,
    Flag,
    Choice,

    /// <summary>Texts, one a line.</summary>
    Lines,

    /// <summary>What no simple field can hold: lists, maps, and what may be of several kinds.</summary>
    Json,
}

/// <summary>One value that a form asks for.</summary>
/// <param name="Path">As faults name it: <c>inputs.amount</c>. The field goes by it in the form too.</param>
internal sealed record Field(string Name, string Path, Schema Schema, bool Required, Value? Default)
{
    public FieldKind Kind { get; init; } = KindOf(Schema);

    public static IReadOnlyList<Field> Of(GraphDefinition graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. graph.Inputs.Select(input => new Field(input.Name, $"inputs.{input.Name}", input.Schema, input.Required, input.Default))];
    }

    /// <summary>What an answer carries: a field for each property, or one for the whole where it has none.</summary>
    public static IReadOnlyList<Field> Of(Schema form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return form.Properties.Count == 0
            ? [new("form", "form", form, false, form.Default)]
            : [.. form.Properties.Select(property => new Field(property.Name, $"form.{property.Name}", property.Schema, property.Required, property.Schema.Default))];
    }

    private static FieldKind KindOf(Schema schema) => schema switch
    {
        { Enum.Count: > 0 } => FieldKind.Choice,
        { Types: [SchemaType.Boolean] } => FieldKind.Flag,
        { Types: [SchemaType.Number] or [SchemaType.Integer] } => FieldKind.Number,
        { Types: [SchemaType.String], IsSecret: false, Pattern: null, Format: null or SchemaFormat.Text } => FieldKind.Text,
        { Types: [SchemaType.String] } => FieldKind.Line,
        { Types: [SchemaType.Array], Items: { Types: [SchemaType.String], Enum.Count: 0 } } => FieldKind.Lines,
        _ => FieldKind.Json,
    };
}
