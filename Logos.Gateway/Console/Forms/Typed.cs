using System.Text.Json;
using Logos.Core.Faults;
using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Forms;

/// <summary>What came back with a form: the values, what cannot be read of them, and what was typed, to be shown again.</summary>
internal sealed class Typed
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    /// <summary>A form that nobody has sent yet.</summary>
    public static Typed Nothing { get; } = new() { IsFresh = true };

    public bool IsFresh { get; private init; }

    public IReadOnlyList<Fault> Faults => _faults;

    public ValueMap Values { get; private set; } = ValueMap.Empty;

    public string? this[string path] => _texts.GetValueOrDefault(path);

    public static Typed Of(IFormCollection form, IReadOnlyList<Field> fields)
    {
        var typed = new Typed();
        var values = new ValueMap.Builder();
        foreach (var field in fields)
        {
            var text = typed.Keep(form, field.Path);
            // What is left empty is left out: the default stands in, or it is told as missing.
            if (text.Length == 0 || field.Kind is FieldKind.Number or FieldKind.Json && string.IsNullOrWhiteSpace(text))
                continue;
            if (typed.Read(field, text) is { } value)
                values.Set(field.Name, value);
        }

        typed.Values = values.Build();
        return typed;
    }

    /// <summary>A text that the form carries besides its fields.</summary>
    public string Keep(IFormCollection form, string name)
    {
        var text = form[name].ToString();
        _texts[name] = text;
        return text;
    }

    /// <summary>A form that begins with what is there already.</summary>
    public static Typed With(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var typed = new Typed();
        foreach (var (name, text) in texts)
            typed._texts[name] = text;
        return typed;
    }

    /// <summary>What was typed there is shown to nobody.</summary>
    public void Forget(string name) => _texts.Remove(name);

    public void Put(string name, string text) => _texts[name] = text;

    public void Add(Fault fault) => _faults.Add(fault);

    /// <summary>Faults found elsewhere; what could not even be read has been told already, and is not missing.</summary>
    public void AddFound(IEnumerable<Fault> faults, IReadOnlyList<Field> fields)
    {
        var told = _faults.Select(fault => fault.Path).ToHashSet();
        _faults.AddRange(faults.Select(fault => Placed(fault, fields)).Where(fault => !told.Contains(fault.Path)));
    }

    public IEnumerable<Fault> FaultsOf(string path) => _faults.Where(fault => IsOf(fault.Path, path));

    public IEnumerable<Fault> FaultsBeside(IReadOnlyList<string> paths) => _faults.Where(fault => !paths.Any(path => IsOf(fault.Path, path)));

    // A field that is missing is told of where it is missing from.
    private static Fault Placed(Fault fault, IReadOnlyList<Field> fields) =>
        fault.Code == CoreCodes.MissingField && fields.FirstOrDefault(field => fault.Message == $"`{field.Name}` is missing") is { } missing ? fault with { Path = missing.Path } : fault;

    private static bool IsOf(string? path, string field) =>
        path is not null && path.StartsWith(field, StringComparison.Ordinal) && (path.Length == field.Length || path[field.Length] is '.' or '[');

    private Value? Read(Field field, string text)
    {
        switch (field.Kind)
        {
            case FieldKind.Number:
                if (Json(text.Trim(), out _) is { IsNumber: true } number)
                    return number;
                Add(new(ConsoleCodes.NotANumber, $"`{field.Name}` takes a number, and `{Short(text)}` is none") { Path = field.Path, Hint = "digits, with a point before a fraction: 12, -3.5" });
                return null;
            case FieldKind.Flag:
                return text == "true";
            case FieldKind.Choice:
                foreach (var choice in field.Schema.Enum)
                {
                    if (choice.ToJson() == text)
                        return choice;
                }

                Add(new(ConsoleCodes.NotAChoice, $"`{Short(text)}` is none of the choices of `{field.Name}`") { Path = field.Path });
                return null;
            case FieldKind.Lines:
                var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                return lines.Length == 0 ? (Value?)null : (Value)ValueList.From(lines.Select(line => (Value)line));
            case FieldKind.Json:
                if (Json(text, out var complaint) is { } value)
                    return value;
                Add(new(ConsoleCodes.NotJson, $"`{field.Name}` takes JSON, and this is none: {complaint}") { Path = field.Path, Hint = "text in double quotes, lists in [ ], maps in { }" });
                return null;
            default:
                // A browser ends lines as the wire does, and nobody typed that.
                return text.ReplaceLineEndings("\n");
        }
    }

    private static Value? Json(string text, out string complaint)
    {
        try
        {
            complaint = "";
            return ValueJson.Parse(text);
        }
        catch (JsonException e)
        {
            complaint = e.LineNumber is { } line ? $"line {line + 1}, character {e.BytePositionInLine + 1}" : "it cannot be read";
            return null;
        }
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "…";
}
