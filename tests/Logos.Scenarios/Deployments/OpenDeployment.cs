namespace Logos.Scenarios.Deployments;

/// <summary>Asks nobody who they are.</summary>
public sealed class OpenDeployment : EmbeddedDeployment
{
    public OpenDeployment() => Arguments.Add("--no-auth");
}
