namespace Logos.Cli.Logs;

internal enum LogFormat
{
    /// <summary>For whoever watches.</summary>
    Line,

    /// <summary>For whoever collects.</summary>
    Json,
}
