using System.Text;
using System.Text.Json;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>The one line of JSON that a command prints for machines.</summary>
internal static class JsonLine
{
    public static void Print(TextWriter to, Action<Utf8JsonWriter> members) => to.Write(Of(json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }));

    public static string Of(Action<Utf8JsonWriter> value) => JsonText.LineOf(value);

    public static void PrintErrors(TextWriter to, IReadOnlyList<Fault> errors) =>
        Print(to, json => WriteFaults(json, "errors", errors.Select(fault => (default(string), fault))));

    /// <param name="json">Stands inside an object.</param>
    /// <param name="member"><c>errors</c> or <c>warnings</c>.</param>
    /// <param name="faults">Each with the name of its file where the command takes several, else null.</param>
    public static void WriteFaults(Utf8JsonWriter json, string member, IEnumerable<(string? File, Fault Fault)> faults)
    {
        json.WriteStartArray(member);
        foreach (var (file, fault) in faults)
        {
            json.WriteStartObject();
            json.WriteString("code", fault.Code);
            json.WriteString("message", Sound(fault.Message));
            WriteNumber(json, "line", fault.Line);
            WriteNumber(json, "column", fault.Column);
            json.WriteString("path", Sound(fault.Path));
            json.WriteString("hint", Sound(fault.Hint));
            if (file is not null)
                json.WriteString("file", Sound(file));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A message may quote half of a surrogate pair, which JSON cannot carry.
    private static string? Sound(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var sound = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            sound.Append(rune);
        return sound.ToString();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
