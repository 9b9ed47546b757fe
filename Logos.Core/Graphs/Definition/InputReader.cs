using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Definition;

internal sealed class InputReader(FaultList faults)
{
    public static readonly IReadOnlyList<string> Known =
        ["type", "required", "default", "description", "format", "enum", "pattern", "minimum", "maximum", "items"];

    private static readonly string[] Types = ["string", "number", "integer", "boolean", "array", "object", "any"];

    public IReadOnlyList<InputDefinition> Read(SourceNode.Map? map) =>
        [.. (map?.Entries ?? []).Select(Read).OfType<InputDefinition>()];

    private InputDefinition? Read(MapEntry entry)
    {
        var name = entry.Key.Text;
        if (!Names.IsIdentifier(name))
            faults.Add(entry.Key.Fault(CoreCodes.BadName, $"`{name}` cannot name an input", "inputs hold letters, digits and `_`, and begin with a letter"));
        if (entry.Value is not SourceNode.Map map)
        {
            var hint = entry.Value is SourceNode.Scalar { Value.IsString: true } word && Types.Contains(word.Text) ? $"write `{name}: {{ type: {word.Text} }}`" : "write `{ type: string }`";
            faults.Add(entry.Value.Fault(CoreCodes.WrongKind, $"the input `{name}` is a map with a `type`, and this is {entry.Value.Kind}", hint));
            return new(name, Schema.Any) { Key = entry.Key };
        }

        var fields = new Fields(map, "an input", Known, faults);
        var schema = ReadSchema(fields);
        var required = fields.Boolean("required") ?? false;
        Value? standard = map["default"] is { } written ? Constant(written) : null;
        if (required && standard is not null)
            faults.Add(map["default"]!.Fault(CoreCodes.FieldConflict, $"`{name}` is required and has a default, which is never used", "keep one of the two"));
        if (standard is not null)
            CheckDefault(name, schema, map["default"]!);
        return new(name, schema) { Required = required, Default = standard, Key = entry.Key };
    }

    private Schema ReadSchema(Fields fields)
    {
        var schema = new Schema
        {
            Types = ReadTypes(fields),
            Description = fields.Text("description")?.Text,
            Format = Format(fields),
            Enum = [.. (fields.List("enum")?.Items ?? []).Select(Constant).OfType<Value>()],
            Pattern = Pattern(fields),
            Minimum = Number(fields, "minimum"),
            Maximum = Number(fields, "maximum"),
        };
        if (fields.Map("items") is { } items)
            schema = schema with { Items = ReadSchema(new(items, "`items`", Known, faults)) };
        if (schema.Minimum > schema.Maximum)
            faults.Add(fields.Source.Fault(CoreCodes.NeverRuns, "`minimum` is greater than `maximum`, so that no value fits"));
        return schema;
    }

    private IReadOnlyList<SchemaType> ReadTypes(Fields fields)
    {
        if (fields.Any("type") is null)
        {
            fields.Missing("type", $"one of {string.Join(", ", Types)}");
            return [];
        }

        if (fields.Text("type") is not { } type || type.Text == "any")
            return [];
        if (Types.Contains(type.Text))
            return [Enum.Parse<SchemaType>(type.Text, ignoreCase: true)];
        var meant = type.Text switch { "text" or "str" => "string", "int" => "integer", "float" or "decimal" or "double" => "number", "bool" => "boolean", "list" => "array", "map" or "dict" => "object", _ => null };
        faults.Add(type.Fault(CoreCodes.NotAChoice, $"`type` is one of {string.Join(", ", Types)}, and this is `{type.Text}`", meant is null ? Suggestion.DidYouMean(type.Text, Types) : $"did you mean `{meant}`?"));
        return [];
    }

    private string? Format(Fields fields)
    {
        if (fields.Text("format") is not { } format)
            return null;
        string[] known = [SchemaFormat.Uri, SchemaFormat.Email, SchemaFormat.Date, SchemaFormat.DateTime, SchemaFormat.Uuid, SchemaFormat.Duration];
        if (known.Contains(format.Text))
            return format.Text;
        faults.Add(format.Fault(CoreCodes.NotAChoice, $"`format` is one of {string.Join(", ", known)}, and this is `{format.Text}`", Suggestion.DidYouMean(format.Text, known)));
        return null;
    }

    private string? Pattern(Fields fields)
    {
        if (fields.Text("pattern") is not { } pattern)
            return null;
        if (SchemaPattern.TryGet(pattern.Text, out _))
            return pattern.Text;
        faults.Add(pattern.Fault(CoreCodes.BadFormat, "`pattern` is not a regular expression that can be used", "look-around and back-references are not to be had"));
        return null;
    }

    private decimal? Number(Fields fields, string name)
    {
        if (fields.Any(name) is not { } node)
            return null;
        if (node is SourceNode.Scalar { Value.IsNumber: true } number && Math.Abs(number.Value.AsDouble()) < 1e28)
            return number.Value.AsDecimal();
        fields.Wrong(name, node, "a number");
        return null;
    }

    private Value? Constant(SourceNode node)
    {
        var template = TemplateReader.Read(node, faults);
        if (template.IsConstant)
            return template.Evaluate(Value.Null);
        faults.Add(node.Fault(CoreCodes.TemplateNotHere, "a template has no place here: inputs are known before anything has run"));
        return null;
    }

    private void CheckDefault(string name, Schema schema, SourceNode node)
    {
        var found = new FaultList();
        SchemaCheck.Check(TemplateReader.Read(node, found), schema, found);
        for (var i = 0; i < found.Count; i++)
            faults.Add(found[i] with { Code = CoreCodes.BadDefault, Message = $"the default of `{name}` does not fit: {found[i].Message}" });
    }
}
