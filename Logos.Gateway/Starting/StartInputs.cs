using System.Globalization;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Gateway.Starting;

/// <summary>The inputs of an execution, as they are recorded.</summary>
internal static class StartInputs
{
    public static readonly Fault NotKept = new(ExecutionCodes.ValueTooLarge, string.Create(CultureInfo.InvariantCulture, $"the inputs have more than {LargeValues.MaxBytes >> 20} MiB, or are nested deeper than {ValueJson.MaxDepth} levels"));

    /// <returns>Null for what cannot be read again, or is larger than any value may be.</returns>
    public static Payload? Write(ValueMap inputs)
    {
        try
        {
            return ValueJson.WriteUtf8(inputs, LargeValues.MaxBytes) is { } json ? Payload.Of(inputs, json) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
