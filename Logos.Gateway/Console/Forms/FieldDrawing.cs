using Logos.Core.Graphs.NodeTypes;
using Logos.Gateway.Console.Html;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Gateway.Console.Forms;

/// <summary>Fields as a browser shows them, each with what it takes, and with what is wrong in it.</summary>
internal static class FieldDrawing
{
    /// <param name="scope">Tells the fields of one form from those of another on the same page.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<Field> fields, Typed typed, string scope)
    {
        Summary(html, typed, [.. fields.Select(field => field.Path)]);
        Fields(html, fields, typed, scope);
    }

    /// <summary>Without what stands above them.</summary>
    public static void Fields(HtmlWriter html, IReadOnlyList<Field> fields, Typed typed, string scope)
    {
        for (var i = 0; i < fields.Count; i++)
            Write(html, fields[i], typed, IsWord(fields[i].Path) ? $"{scope}-{fields[i].Path}" : $"{scope}-{i}");
    }

    // What a list of ids can be made of.
    private static bool IsWord(string path) => path.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    public static void Faults(HtmlWriter html, string id, IReadOnlyList<Fault> faults)
    {
        if (faults.Count == 0)
            return;
        html.Write($"<div class=\"wrong\" id=\"{id}-wrong\">\n");
        foreach (var fault in faults)
            One(html, fault);
        html.Write($"</div>\n");
    }

    /// <summary>That something is wrong, and what of it belongs to none of the fields.</summary>
    public static void Summary(HtmlWriter html, Typed typed, IReadOnlyList<string> paths)
    {
        if (typed.Faults.Count == 0)
            return;
        html.Write($"<div class=\"wrong summary\" role=\"alert\" tabindex=\"-1\" data-focus>\n<p><strong>{(typed.Faults.Count == 1 ? "One thing has to be mended" : $"{typed.Faults.Count} things have to be mended")}; nothing was sent.</strong></p>\n");
        foreach (var fault in typed.FaultsBeside(paths))
            One(html, fault);
        html.Write($"</div>\n");
    }

    private static void One(HtmlWriter html, Fault fault)
    {
        html.Write($"<p>");
        Line(html, fault);
        html.Write($"</p>\n");
    }

    /// <summary>What is wrong, what to do about it, and where to read more.</summary>
    public static void Line(HtmlWriter html, Fault fault)
    {
        Prose.Write(html, fault.Message);
        if (fault.Hint is not null)
        {
            html.Write($" <span class=\"hint\">");
            Prose.Write(html, fault.Hint);
            html.Write($"</span>");
        }

        html.Write($" <code class=\"code\">{fault.Code}</code>");
    }

    private static void Write(HtmlWriter html, Field field, Typed typed, string id)
    {
        // What the field is for stands above it already.
        Fault[] faults = [.. typed.FaultsOf(field.Path).Select(fault => fault.Hint == field.Schema.Description ? fault with { Hint = null } : fault)];
        html.Write($"<div class=\"field{(faults.Length > 0 ? " bad" : "")}\">\n<label for=\"{id}\">{field.Name}");
        html.Write($" <span class=\"takes\">{Takes(field)}</span></label>\n");
        if (field.Schema.Description is { Length: > 0 } description)
            html.Write($"<p class=\"about\" id=\"{id}-about\">{description}</p>\n");
        Control(html, field, typed.IsFresh ? Fresh(field) : typed[field.Path] ?? "", id, faults.Length > 0);
        Faults(html, id, faults);
        html.Write($"</div>\n");
    }

    private static void Control(HtmlWriter html, Field field, string text, string id, bool isBad)
    {
        var says = $"{(field.Schema.Description is { Length: > 0 } ? $"{id}-about " : "")}{(isBad ? $"{id}-wrong" : "")}".Trim();
        switch (field.Kind)
        {
            case FieldKind.Choice:
                html.Write($"<select");
                Common(html, field, id, says, isBad);
                html.Write($">\n");
                Option(html, "", "—", text);
                foreach (var choice in field.Schema.Enum)
                    Option(html, choice.ToJson(), choice.ToText(), text);
                html.Write($"</select>\n");
                break;
            case FieldKind.Flag:
                html.Write($"<select");
                Common(html, field, id, says, isBad);
                html.Write($">\n");
                Option(html, "", "—", text);
                Option(html, "true", "true", text);
                Option(html, "false", "false", text);
                html.Write($"</select>\n");
                break;
            case FieldKind.Text:
                html.Write($"<textarea rows=\"{1 + text.AsSpan().Count('\n')}\" class=\"grows\" data-enter autocomplete=\"off\"");
                Common(html, field, id, says, isBad);
                html.Write($">\n{text}</textarea>\n");
                break;
            case FieldKind.Lines:
                html.Write($"<textarea rows=\"{Math.Clamp(1 + text.AsSpan().Count('\n'), 3, 16)}\"");
                Common(html, field, id, says, isBad);
                html.Write($">\n{text}</textarea>\n");
                break;
            case FieldKind.Json:
                html.Write($"<textarea rows=\"{Math.Clamp(1 + text.AsSpan().Count('\n'), 3, 16)}\" class=\"mono\" spellcheck=\"false\"");
                Common(html, field, id, says, isBad);
                // The first line end of a text area is dropped by the browser.
                html.Write($">\n{text}</textarea>\n");
                break;
            default:
                html.Write($"<input type=\"{InputType(field.Schema, text)}\" value=\"{(field.Schema.IsSecret ? "" : text)}\" autocomplete=\"{(field.Schema.IsSecret ? "new-password" : "off")}\"");
                if (field.Kind == FieldKind.Number)
                    html.Write($" inputmode=\"decimal\"");
                Common(html, field, id, says, isBad);
                html.Write($">\n");
                break;
        }
    }

    private static void Common(HtmlWriter html, Field field, string id, string says, bool isBad)
    {
        html.Write($" id=\"{id}\" name=\"{field.Path}\"");
        if (says.Length > 0)
            html.Write($" aria-describedby=\"{says}\"");
        if (field.Required)
            html.Write($" aria-required=\"true\"");
        if (isBad)
            html.Write($" aria-invalid=\"true\"");
    }

    private static void Option(HtmlWriter html, string value, string text, string chosen) =>
        html.Write($"<option value=\"{value}\"{(value == chosen ? " selected" : "")}>{text}</option>\n");

    private static string Fresh(Field field) => field.Default is not { IsNull: false } value ? "" : field.Kind switch
    {
        FieldKind.Choice or FieldKind.Number or FieldKind.Flag => value.ToJson(),
        FieldKind.Json => ValueJson.Write(value, indented: true),
        FieldKind.Lines => string.Join('\n', value.AsList().Select(line => line.ToText())),
        _ => value.ToText(),
    };

    /// <summary>A browser drops what is no date from a field for one.</summary>
    public static string DateType(string? text) => string.IsNullOrEmpty(text) || DateOnly.TryParseExact(text, "yyyy-MM-dd", out _) ? "date" : "text";

    private static string InputType(Schema schema, string text) => schema.IsSecret ? "password" : schema.Format switch
    {
        SchemaFormat.Uri => "url",
        SchemaFormat.Email => "email",
        SchemaFormat.Date => DateType(text),
        _ => "text",
    };

    private static string Takes(Field field)
    {
        var schema = field.Schema;
        var words = field.Kind switch
        {
            FieldKind.Choice => "a choice",
            FieldKind.Flag => "true or false",
            FieldKind.Number => schema.Types is [SchemaType.Integer] ? "a whole number" : "a number",
            FieldKind.Lines => "texts, one a line",
            FieldKind.Json => schema.Types.Count == 0 ? "JSON" : $"{string.Join(" or ", schema.Types.Select(Kind))}, as JSON",
            _ => schema.Format switch
            {
                SchemaFormat.Uri => "an address",
                SchemaFormat.Email => "an e-mail address",
                SchemaFormat.Date => "a date",
                SchemaFormat.DateTime => "a time, such as 2026-01-31T08:00:00Z",
                SchemaFormat.Duration => "a duration, such as 30s",
                SchemaFormat.Uuid => "a UUID",
                _ => "text",
            },
        };
        if (schema.Minimum is { } least)
            words += schema.Maximum is { } most ? $" from {least} to {most}" : $" of at least {least}";
        else if (schema.Maximum is { } limit)
            words += $" of at most {limit}";
        return field.Required && field.Default is null ? $"{words}, required" : words;
    }

    private static string Kind(SchemaType type) => type switch
    {
        SchemaType.Array => "a list",
        SchemaType.Object => "a map",
        SchemaType.Null => "null",
        SchemaType.String => "text",
        SchemaType.Boolean => "true or false",
        SchemaType.Integer => "a whole number",
        _ => "a number",
    };
}
