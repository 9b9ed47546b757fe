using System.Text.Json;
using Logos.Rules.Values;

namespace Logos.Gateway.Requests;

/// <summary>How many values a JSON text has, names of members among them, before any of them is read into memory.</summary>
internal static class ValueCount
{
    /// <returns>As far as it is JSON: what is none is refused where it is read.</returns>
    public static int Of(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new() { MaxDepth = ValueJson.MaxDepth });
        var count = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                    count++;
            }
        }
        catch (JsonException)
        {
            return count;
        }

        return count;
    }
}
