using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Logos.ServiceDefaults.Terminals;

/// <summary>JSON for a file or a pipe.</summary>
public static class JsonText
{
    // Relaxed: it never goes into HTML, and names should stay readable.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2048,
    };

    public static string LineOf(Action<Utf8JsonWriter> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
            value(json);
        return Visible.OfJson(Encoding.UTF8.GetString(buffer.WrittenSpan)) + "\n";
    }
}
