using System.Text.Json;
using System.Text.Json.Nodes;
using Logos.Core.Connections;
using Logos.Core.Documents;
using Logos.Core.Graphs.NodeTypes;
using Logos.Gateway.Connections;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Faults;
using Logos.Rules.Values;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Console.Settings;

/// <summary>A connection as a form: the fields of its kind, those that it has besides, and whatever else one wants to set.</summary>
/// <param name="Before">Null for a new one.</param>
internal sealed record ConnectionForm(ConnectionKind Kind, Connection? Before, IReadOnlyList<Field> Fields)
{
    public const string More = "more";

    private JsonObject Shown { get; } = Before?.Shown ?? [];

    public static ConnectionForm Of(string? type, Document? document)
    {
        var before = document is null ? null : Connection.Read(document);
        var kind = ConnectionKind.Of(before?.Type ?? type);
        if (before is null)
            return new(kind, null, kind.Fields);
        var others = before.Concealed.Where(name => kind.Fields.All(field => field.Name != name)).Select(name => ConnectionKind.Line(name, isSecret: true));
        return new(kind, before, [.. kind.Fields.Concat(others).Select(field => Kept(field, before))]);
    }

    /// <summary>What the fields begin with. What is sealed stays out of it.</summary>
    public Typed Fresh(string name)
    {
        if (Before is null)
            return Typed.Nothing;
        var typed = Typed.With([new("name", name), new("type", Before.Type)]);
        foreach (var field in Fields.Where(field => !field.Schema.IsSecret))
            typed.Put(field.Path, field.Kind == FieldKind.Number ? Shown[field.Name]?.ToJsonString() ?? "" : PlainOf(Shown[field.Name]));
        var rest = Shown.Where(setting => Fields.All(field => field.Name != setting.Key));
        typed.Put(More, string.Join('\n', rest.Select(setting => $"{setting.Key}: {LineOf(setting.Value)}")));
        return typed;
    }

    /// <returns>No connection where it cannot be one: what is wrong stands beside what was typed.</returns>
    public (ConnectionBody? Body, Typed Typed) Read(IFormCollection form)
    {
        var typed = Typed.Of(form, Fields);
        var given = new JsonObject { ["type"] = typed.Keep(form, "type").Trim() };
        foreach (var (name, value) in typed.Values)
            given[name] = JsonNode.Parse(value.ToJson());
        foreach (var field in Fields.Where(field => field.Schema.IsSecret && !given.ContainsKey(field.Name)))
        {
            if (Before?.Concealed.Contains(field.Name) == true)
                given[field.Name] = new JsonObject { ["set"] = true };
            else if (Shown[field.Name] is { } reference)
                given[field.Name] = reference.DeepClone();
        }

        foreach (var (name, value) in Lines(typed.Keep(form, More), typed))
        {
            // What is sealed stays where nothing is typed: this is how it goes.
            if (value is null && Before?.Concealed.Contains(name) == true && typed.Values.All(each => each.Key != name))
                given[name] = null;
            else if (!given.TryAdd(name, value))
                typed.Add(new(ConsoleCodes.NotASetting, $"`{name}` is set twice") { Path = More });
        }

        if (ConnectionBody.Read(given, out var wrong) is not { } body)
        {
            typed.Add(new(ConnectionCodes.BadConnection, wrong!) { Path = wrong!.StartsWith("`type`", StringComparison.Ordinal) ? "type" : More });
            Forget(typed);
            return (null, typed);
        }

        foreach (var field in Fields.Where(field => field.Kind == FieldKind.Number && typed.Values[field.Name] is { IsNull: false } number && !Fits(field.Schema, number)))
            typed.Add(new(ConsoleCodes.NotANumber, $"`{field.Name}` is a whole number from {field.Schema.Minimum} to {field.Schema.Maximum}") { Path = field.Path });
        Forget(typed);
        return (typed.Faults.Count == 0 ? body : null, typed);
    }

    // What was typed comes back to be mended, but for what is secret.
    private void Forget(Typed typed)
    {
        foreach (var field in Fields.Where(field => Connection.IsSecret(field.Name, typed[field.Path] ?? "")))
            typed.Forget(field.Path);
        var lines = (typed[More] ?? "").Split('\n').Where(line => line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var name, var value] || !Connection.IsSecret(name, value));
        typed.Put(More, string.Join('\n', lines));
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Lines(string text, Typed typed)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, { Length: > 0 } value])
                // Not repeated: it may be a password.
                typed.Add(new(ConsoleCodes.NotASetting, "a setting is a name and a value") { Path = More, Hint = "one a line: `ssl_mode: require`" });
            else
                yield return (name, value == "null" ? null : ValueOf(value));
        }
    }

    // As JSON has them: a number, true and false are what they look like, and everything else is text, which may be quoted.
    private static JsonNode ValueOf(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.String)
                return value;
        }
        catch (JsonException)
        {
            // It is text, then.
        }

        return JsonValue.Create(text);
    }

    private static string LineOf(JsonNode? value) => PlainOf(value) is var plain && value is JsonValue && value.GetValueKind() == JsonValueKind.String && (ValueOf(plain).GetValueKind() != JsonValueKind.String || plain == "null" || plain.StartsWith('"') || plain.Trim() != plain || plain.Contains('\n', StringComparison.Ordinal))
        ? ValueJson.Write(plain)
        : plain;

    private static string PlainOf(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.TryGetValue<string>(out var plain) => plain,
        _ => value.ToJsonString(),
    };

    // Sealed, or a reference to a secret: either stays as it is where nothing is typed.
    private static Field Kept(Field field, Connection before)
    {
        if (before.Concealed.Contains(field.Name))
            return field with { Schema = field.Schema with { IsSecret = true, Description = $"It is set, and stays as it is where this is left empty; a line `{field.Name}: null` below takes it away." }, Kind = FieldKind.Line };
        return field.Schema.IsSecret && PlainOf(before.Shown[field.Name]) is { Length: > 0 } reference
            ? field with { Schema = field.Schema with { Description = $"It is {reference}, and stays so where this is left empty." } }
            : field;
    }

    private static bool Fits(Schema schema, Value number) =>
        number.TryGetInt64(out var whole) && (schema.Minimum is null || whole >= schema.Minimum) && (schema.Maximum is null || whole <= schema.Maximum);
}
