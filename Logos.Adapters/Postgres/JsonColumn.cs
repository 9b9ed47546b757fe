using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Adapters.Postgres;

/// <summary>
/// Recorded values in columns of type json: as they are, so that they can be queried; a value that rests in a blob as
/// <c>{"$blob":KEY,"$length":N}</c>; and what would be taken for one of these as <c>{"$json":BASE64}</c>.
/// </summary>
internal static class JsonColumn
{
    public static byte[]? Write(Payload? payload)
    {
        if (payload is null)
            return null;
        if (!payload.IsInline)
            return JsonSerializer.SerializeToUtf8Bytes(new(payload.Blob!, payload.Length), JsonColumnContext.Default.BlobColumn);
        return IsForeign(payload.Json.Span) ? JsonSerializer.SerializeToUtf8Bytes(new(payload.Json.ToArray()), JsonColumnContext.Default.RawColumn) : payload.Json.ToArray();
    }

    /// <summary>For whoever queries; what the engine reads stands elsewhere.</summary>
    public static byte[]? Write(Failure? failure) =>
        failure is null ? null : JsonSerializer.SerializeToUtf8Bytes(new(failure.Code, Clean(failure.Message)), JsonColumnContext.Default.ErrorColumn);

    public static byte[] Write(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(tags.ToDictionary(tag => Clean(tag.Key), tag => Clean(tag.Value)), JsonColumnContext.Default.DictionaryStringString);

    public static Payload? ReadPayload(byte[]? column)
    {
        if (column is null)
            return null;
        if (column.AsSpan().StartsWith("{\"$blob\":"u8))
        {
            var blob = JsonSerializer.Deserialize(column, JsonColumnContext.Default.BlobColumn)!;
            return Payload.Reference(blob.Key, blob.Length);
        }

        return column.AsSpan().StartsWith("{\"$json\":"u8)
            ? Payload.Inline(JsonSerializer.Deserialize(column, JsonColumnContext.Default.RawColumn)!.Json)
            : Payload.Inline(column);
    }

    public static Dictionary<string, string> ReadTags(byte[] column) => JsonSerializer.Deserialize(column, JsonColumnContext.Default.DictionaryStringString)!;

    public static string Clean(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    private static bool IsForeign(ReadOnlySpan<byte> json) => json.StartsWith("{\"$blob\":"u8) || json.StartsWith("{\"$json\":"u8);
}
