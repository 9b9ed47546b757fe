using Logos.Core.Faults;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Checks a template against a schema. What an expression yields is not looked at here, and passes.</summary>
public sealed class SchemaCheck
{
    private readonly FaultList _faults;
    private readonly Func<string, string?> _advise;

    private SchemaCheck(FaultList faults, Func<string, string?>? advise)
    {
        _faults = faults;
        _advise = advise ?? (_ => null);
    }

    // `path` serves values that come from no file; `advise` knows properties that stand in the wrong place.
    public static void Check(Template template, Schema schema, FaultList faults, SourcePath? path = null, Func<string, string?>? advise = null) =>
        new SchemaCheck(faults, advise).Check(template, schema, path ?? SourcePath.Root);

    private void Check(Template template, Schema schema, SourcePath path)
    {
        if (schema.IsFixed && !template.IsConstant)
        {
            Report(template, path, CoreCodes.TemplateNotHere, "this is fixed with the definition, so that no template may stand in it", schema.Description);
            return;
        }

        if (schema.OneOf.Count > 0)
            CheckOptions(template, schema, path);
        switch (template)
        {
            case Template.Whole:
                break;
            case Template.Text:
                CheckKind(template, schema, ValueKind.String, path);
                break;
            case Template.Literal literal:
                if (CheckKind(template, schema, literal.Value.Kind, path))
                    CheckLiteral(literal, schema, path);
                break;
            case Template.List list:
                if (CheckKind(template, schema, ValueKind.List, path))
                    CheckList(list, schema, path);
                break;
            case Template.Map map:
                if (CheckKind(template, schema, ValueKind.Map, path))
                    CheckMap(map, schema, path);
                break;
        }
    }

    private void CheckOptions(Template template, Schema schema, SourcePath path)
    {
        var best = default(FaultList);
        var fitting = 0;
        foreach (var option in schema.OneOf)
        {
            if (!Fits(option, template))
                continue;
            fitting++;
            var found = new FaultList();
            new SchemaCheck(found, _advise).Check(template, option, path);
            if (found.Count == 0)
                return;
            best = best is null || found.Count < best.Count ? found : best;
        }

        if (fitting == 0)
            Report(template, path, CoreCodes.WrongKind, $"this takes {string.Join(" or ", schema.OneOf.Select(Words).Distinct())}, and is {Kind(template)}");
        for (var i = 0; best is not null && i < best.Count; i++)
            _faults.Add(best[i]);
    }

    private static bool Fits(Schema schema, Template template) => template is Template.Whole || Allows(schema, KindOf(template), template);

    private bool CheckKind(Template template, Schema schema, ValueKind kind, SourcePath path)
    {
        if (Allows(schema, kind, template))
            return true;
        var hint = kind switch
        {
            ValueKind.Number or ValueKind.Boolean when schema.Types.Contains(SchemaType.String) => $"write it in quotes: \"{template.ToValue().ToText()}\"",
            ValueKind.String when schema.Types is [SchemaType.Array] && template is Template.Literal literal => $"write [{literal.Value.AsString()}]",
            ValueKind.String when schema.Types is [SchemaType.Integer or SchemaType.Number or SchemaType.Boolean] => "write it without quotes, or `${{ … }}` alone",
            ValueKind.Number when schema.Types is [SchemaType.Integer] => "write it without a fraction",
            _ => null,
        };
        Report(template, path, CoreCodes.WrongKind, $"this takes {Words(schema)}, and is {Kind(template)}", hint);
        return false;
    }

    private void CheckLiteral(Template.Literal literal, Schema schema, SourcePath path)
    {
        var value = literal.Value;
        if (schema.Enum.Count > 0 && !schema.Enum.Contains(value))
        {
            var words = schema.Enum.Select(option => option.ToText()).ToArray();
            var hint = value.IsString ? Suggestion.DidYouMean(value.AsString(), words) : null;
            Report(literal, path, CoreCodes.NotAChoice, $"this is one of {string.Join(", ", words)}, and not `{Short(value.ToText())}`", hint);
        }

        if (value.IsNumber)
            CheckNumber(literal, schema, path);
        else if (value.IsString)
            CheckText(literal, value.AsString(), schema, path);
    }

    private void CheckNumber(Template.Literal literal, Schema schema, SourcePath path)
    {
        var number = literal.Value.AsDouble();
        if (schema.Minimum is { } least && number < (double)least)
            Report(literal, path, CoreCodes.OutOfRange, $"this is at least {least}, and not {literal.Value.ToText()}");
        if (schema.Maximum is { } most && number > (double)most)
            Report(literal, path, CoreCodes.OutOfRange, $"this is at most {most}, and not {literal.Value.ToText()}");
    }

    private void CheckText(Template.Literal literal, string text, Schema schema, SourcePath path)
    {
        if (schema.MinLength is { } least && text.Length < least)
            Report(literal, path, CoreCodes.OutOfRange, least == 1 ? "this may not be empty" : $"this has at least {least} characters");
        else if (schema.Pattern is { } pattern && SchemaPattern.TryGet(pattern, out var built) && !built.IsMatch(text))
            Report(literal, path, CoreCodes.BadFormat, $"this does not have the form `{pattern}`", schema.Description);
        else if (schema.Format is { } format && FormatCheck.Complaint(format, text) is { } complaint)
            Report(literal, path, format == SchemaFormat.Duration ? CoreCodes.BadDuration : CoreCodes.BadFormat, $"`{Short(text)}` {complaint.Words}", complaint.Hint);
    }

    private void CheckList(Template.List list, Schema schema, SourcePath path)
    {
        if (list.Items.Count < schema.MinItems)
            Report(list, path, CoreCodes.OutOfRange, schema.MinItems == 1 ? "this list may not be empty" : $"this list has at least {schema.MinItems} items");
        for (var i = 0; schema.Items is { } items && i < list.Items.Count; i++)
            Check(list.Items[i], items, path.Element(i));
    }

    private void CheckMap(Template.Map map, Schema schema, SourcePath path)
    {
        foreach (var property in schema.Properties)
        {
            var given = map[property.Name];
            // Null is a value where anything is; elsewhere it is a field that was left empty.
            if (property.Required && (given is null || given is Template.Literal { Value.IsNull: true } && property.Schema.Types.Count + property.Schema.OneOf.Count > 0))
                Report(map[property.Name] ?? map, path, CoreCodes.MissingField, $"`{property.Name}` is missing", property.Schema.Description);
        }

        foreach (var entry in map.Entries)
        {
            var known = schema.Properties.FirstOrDefault(property => property.Name == entry.Name);
            // An optional property that is left empty is one that is left out.
            if (known is not null && entry.Value is Template.Literal { Value.IsNull: true } && !known.Schema.Types.Contains(SchemaType.Null))
                continue;
            if ((known?.Schema ?? schema.AdditionalProperties) is { } inner)
                Check(entry.Value, inner, path.Member(entry.Name));
            else if (schema.IsClosed && known is null)
                Unknown(entry, schema, path);
        }
    }

    private void Unknown(TemplateEntry entry, Schema schema, SourcePath path)
    {
        var names = schema.Properties.Select(property => property.Name).ToArray();
        var hint = _advise(entry.Name) ?? Suggestion.DidYouMean(entry.Name, names) ?? (names.Length == 0 ? "nothing is taken here" : $"what is taken here: {string.Join(", ", names)}");
        var message = $"there is no setting `{entry.Name}` here";
        _faults.Add(entry.Key?.Fault(CoreCodes.UnknownField, message, hint) ?? new(CoreCodes.UnknownField, message) { Path = path.Member(entry.Name).ToString(), Hint = hint });
    }

    private void Report(Template at, SourcePath path, string code, string message, string? hint = null)
    {
        var name = at.Source is { } source ? source.Path : path;
        // The field is named first: the message stands alone where no position is shown.
        if (name.Last is { } last && message.StartsWith("this ", StringComparison.Ordinal))
            message = $"`{last}`{message[4..]}";
        _faults.Add(at.Source?.Fault(code, message, hint) ?? new(code, message) { Path = path.ToString() is { Length: > 0 } text ? text : null, Hint = hint });
    }

    private static bool Allows(Schema schema, ValueKind kind, Template template) => schema.Types.Count == 0 || schema.Types.Any(type => type switch
    {
        SchemaType.String => kind == ValueKind.String,
        SchemaType.Number => kind == ValueKind.Number,
        SchemaType.Integer => kind == ValueKind.Number && template is Template.Literal { Value: var number } && IsWhole(number),
        SchemaType.Boolean => kind == ValueKind.Boolean,
        SchemaType.Array => kind == ValueKind.List,
        SchemaType.Object => kind == ValueKind.Map,
        SchemaType.Null => kind == ValueKind.Null,
        _ => throw new ArgumentOutOfRangeException(nameof(schema)),
    });

    private static bool IsWhole(Value number) => number.TryGetInt64(out _) || Math.Floor(number.AsDouble()) == number.AsDouble();

    private static ValueKind KindOf(Template template) => template switch
    {
        Template.Literal literal => literal.Value.Kind,
        Template.List => ValueKind.List,
        Template.Map => ValueKind.Map,
        _ => ValueKind.String,
    };

    private static string Kind(Template template) => SourceNode.Describe(KindOf(template));

    /// <summary>What a schema asks for: <c>text or a list</c>.</summary>
    internal static string Words(Schema schema) => schema.Types.Count == 0 ? string.Join(" or ", schema.OneOf.Select(Words).Distinct()) : string.Join(" or ", schema.Types.Select(type => type switch
    {
        SchemaType.String when schema.Format == SchemaFormat.Duration => "a duration such as 30s",
        SchemaType.String => "text",
        SchemaType.Number => "a number",
        SchemaType.Integer => "a whole number",
        SchemaType.Boolean => "true or false",
        SchemaType.Array => "a list",
        SchemaType.Object => "a map",
        SchemaType.Null => "nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(schema)),
    }));

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "…";
}
