using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Logos.Core.Graphs.Definition;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Writing;

/// <summary>A definition written out.</summary>
public static class GraphWriter
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>The one form that definitions of the same meaning share: keys sorted, no white space, numbers at their shortest.</summary>
    public static byte[] ToCanonicalJson(GraphDefinition graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Write(GraphValue.Of(graph), Plain, sorted: true);
    }

    /// <summary>For people and for the store: fields and nodes in the order in which they are read.</summary>
    public static byte[] ToJson(GraphDefinition graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Write(GraphValue.Of(graph), Plain with { Indented = true, NewLine = "\n" }, sorted: false);
    }

    public static string ToYaml(GraphDefinition graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return YamlText.Write(GraphValue.Of(graph));
    }

    /// <summary>SHA-256 of the canonical form, in lower hex: the same content is the same version.</summary>
    public static string ContentHash(GraphDefinition graph) => Convert.ToHexStringLower(SHA256.HashData(ToCanonicalJson(graph)));

    private static byte[] Write(Value value, JsonWriterOptions options, bool sorted)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, options))
            ValueJson.Write(writer, sorted ? Sorted(value) : value);
        return buffer.WrittenSpan.ToArray();
    }

    private static Value Sorted(Value value) => value.Kind switch
    {
        ValueKind.List => ValueList.From(value.AsList().Select(Sorted)),
        ValueKind.Map => ValueMap.From(value.AsMap().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        _ => value,
    };
}
