using System.Globalization;
using System.Text;
using System.Text.Json;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Gateway.Requests;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Gateway.Executions;

/// <summary>Recorded values in an answer: as they are where they are small, abbreviated where they are not.</summary>
internal static class ShownValue
{
    /// <summary>What is larger is not even read for an abbreviation.</summary>
    private const long LargestRead = 4 * 1024 * 1024;

    public static async ValueTask<RawJson> OfAsync(Payload payload, LargeValues values, CancellationToken cancellationToken)
    {
        if (payload.IsInline)
            return new(payload.Json);
        try
        {
            if (payload.Length <= LargestRead)
                return new(ValueJson.WriteUtf8(Abbreviation.Of(await values.ReadAsync(payload, cancellationToken)))!);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return new(Encoding.UTF8.GetBytes("\"… cannot be read any more\""));
        }

        return new(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"… {payload.Length:N0} bytes\"")));
    }

    /// <returns>Null where there is none.</returns>
    public static RawJson? Of(Value value) => value.IsNull ? null : new(ValueJson.WriteUtf8(value)!);
}
