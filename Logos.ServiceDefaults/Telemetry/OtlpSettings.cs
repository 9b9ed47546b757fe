using System.Globalization;
using Logos.ServiceDefaults.Faults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>The standard's own settings. OpenTelemetry passes a wrong one over, or goes by another: here it stops the start.</summary>
internal static class OtlpSettings
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Not shown: it may hold what lets somebody in.
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    private const string Disabled = "OTEL_SDK_DISABLED";

    private static readonly (string Name, string[] Takes)[] Words =
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", ["grpc", "http/protobuf"]),
        ("OTEL_TRACES_SAMPLER", ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"]),
        (Disabled, ["true", "false"]),
    ];

    /// <returns>Where telemetry goes; null when it goes nowhere.</returns>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static Uri? Read(IConfiguration configuration)
    {
        if (configuration[Endpoint] is not { Length: > 0 } text)
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw Wrong(Endpoint, text, "an address such as http://collector:4317");
        foreach (var (name, takes) in Words)
        {
            if (configuration[name] is { Length: > 0 } word && !takes.Contains(word, StringComparer.OrdinalIgnoreCase))
                throw Wrong(name, word, string.Join(", ", takes));
        }

        if (configuration[Headers] is { Length: > 0 } headers && !Array.TrueForAll(headers.Split(','), header => header.IndexOf('=', StringComparison.Ordinal) > 0))
            throw new OptionsValidationException(Headers, typeof(OtlpSettings), [$"{ServiceCodes.BadVariable}: {Headers} takes `name=value`, several with commas between them"]);
        if (configuration[SamplerArgument] is { Length: > 0 } part && !(double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1))
            throw Wrong(SamplerArgument, part, "a number from 0 to 1, such as 0.1");
        return bool.TrueString.Equals(configuration[Disabled], StringComparison.OrdinalIgnoreCase) ? null : endpoint;
    }

    private static OptionsValidationException Wrong(string name, string value, string takes) =>
        new(name, typeof(OtlpSettings), [$"{ServiceCodes.BadVariable}: {name} is `{value}`, and takes {takes}"]);
}
