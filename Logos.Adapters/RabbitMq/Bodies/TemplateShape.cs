using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Expressions;
using Logos.Rules.Values;

namespace Logos.Adapters.RabbitMq.Bodies;

/// <summary>
/// A template as JSON that needs no schema to be read: data stands as it is, and what is none is a map with one
/// member whose name says what. A map of the user's own that looks like one is wrapped.
/// </summary>
internal static class TemplateShape
{
    private const string Expr = "$expr";
    private const string Bare = "$bare";
    private const string Text = "$text";
    private const string Verbatim = "$verbatim";
    private const string Map = "$map";

    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 2 * ValueJson.MaxDepth };

    public static RawJson Write(Template template)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, Written))
            Write(json, template);
        return new(bytes.WrittenMemory);
    }

    /// <exception cref="FormatException">It is no template, or holds an expression that cannot be read here.</exception>
    public static Template Read(RawJson raw)
    {
        using var document = JsonDocument.Parse(raw.Utf8, new() { MaxDepth = 2 * ValueJson.MaxDepth });
        return Read(document.RootElement);
    }

    private static void Write(Utf8JsonWriter json, Template template)
    {
        switch (template)
        {
            case Template.Literal { IsVerbatim: true } literal:
                Tagged(json, Verbatim, () => ValueJson.Write(json, literal.Value));
                break;
            case Template.Literal { Value.Kind: ValueKind.List or ValueKind.Map } literal:
                Write(json, Template.Of(literal.Value));
                break;
            case Template.Literal literal:
                ValueJson.Write(json, literal.Value);
                break;
            case Template.Whole whole:
                Tagged(json, whole.Formula.IsBare ? Bare : Expr, () => json.WriteStringValue(whole.Formula.Text));
                break;
            case Template.Text text:
                Tagged(json, Text, () => WriteParts(json, text.Parts));
                break;
            case Template.List list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case Template.Map { Entries: [{ Name: Expr or Bare or Text or Verbatim or Map }] } map:
                Tagged(json, Map, () => WriteEntries(json, map));
                break;
            case Template.Map map:
                WriteEntries(json, map);
                break;
            default:
                throw new InvalidOperationException($"unknown case {template.GetType().Name}");
        }
    }

    private static void Tagged(Utf8JsonWriter json, string tag, Action write)
    {
        json.WriteStartObject();
        json.WritePropertyName(tag);
        write();
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<TextPart> parts)
    {
        json.WriteStartArray();
        foreach (var part in parts)
        {
            if (part.Formula is { } formula)
                Tagged(json, Expr, () => json.WriteStringValue(formula.Text));
            else
                json.WriteStringValue(part.Text);
        }

        json.WriteEndArray();
    }

    private static void WriteEntries(Utf8JsonWriter json, Template.Map map)
    {
        json.WriteStartObject();
        foreach (var entry in map.Entries)
        {
            json.WritePropertyName(entry.Name);
            Write(json, entry.Value);
        }

        json.WriteEndObject();
    }

    private static Template Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                return new Template.List([.. json.EnumerateArray().Select(Read)]);
            case JsonValueKind.Object:
                var members = json.EnumerateObject().ToArray();
                return members is [var only] && ReadTagged(only) is { } tagged ? tagged : ReadMap(json);
            default:
                return new Template.Literal(ReadValue(json));
        }
    }

    private static Template? ReadTagged(JsonProperty only) => only.Name switch
    {
        Expr => new Template.Whole(ReadFormula(only.Value)),
        Bare => new Template.Whole(ReadFormula(only.Value) with { IsBare = true }),
        Text => new Template.Text([.. only.Value.EnumerateArray().Select(ReadPart)]),
        Verbatim => new Template.Literal(ReadValue(only.Value)) { IsVerbatim = true },
        Map => ReadMap(only.Value),
        _ => null,
    };

    private static TextPart ReadPart(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? new(json.GetString()!) : new("", ReadFormula(json.GetProperty(Expr)));

    private static Template.Map ReadMap(JsonElement json) =>
        new([.. json.EnumerateObject().Select(member => new TemplateEntry(member.Name, Read(member.Value)))]);

    private static Formula ReadFormula(JsonElement json) => new(Expression.Parse(json.GetString()!));

    private static Value ReadValue(JsonElement json) => ValueJson.Parse(JsonMarshal.GetRawUtf8Value(json));
}
