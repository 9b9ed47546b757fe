namespace Logos.ServiceDefaults.Logs;

public enum LogFormat
{
    /// <summary>For whoever watches.</summary>
    Line,

    /// <summary>For whoever collects.</summary>
    Json,
}
