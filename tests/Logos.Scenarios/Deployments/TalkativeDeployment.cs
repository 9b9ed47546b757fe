namespace Logos.Scenarios.Deployments;

/// <summary>Logs as much as it can.</summary>
public sealed class TalkativeDeployment : EmbeddedDeployment
{
    public TalkativeDeployment()
    {
        Environment["Logging__LogLevel__Default"] = "Trace";
        Environment["LOG_LEVEL"] = "trace";
    }
}
