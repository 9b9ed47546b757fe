using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>The host's logs as OpenTelemetry's, which has a logger factory of its own.</summary>
internal sealed class OtlpLogs(OpenTelemetrySdk telemetry) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => telemetry.GetLoggerFactory().CreateLogger(categoryName);

    public void Dispose()
    {
        // It ends with the host's services.
    }
}
