using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>The host's logs as OpenTelemetry's, which has a logger factory of its own.</summary>
internal sealed class OtlpLogs(OtlpTelemetry telemetry) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName)
    {
        try
        {
            return telemetry.Sdk.GetLoggerFactory().CreateLogger(categoryName);
        }
        catch (ObjectDisposedException)
        {
            // The first word of somebody who ends behind it.
            return NullLogger.Instance;
        }
    }

    public void Dispose()
    {
        // It ends with the host's services.
    }
}
