using Logos.Scenarios.Limits;

namespace Logos.Scenarios.Deployments;

/// <summary>Takes very little at once.</summary>
public sealed class TightDeployment : EmbeddedDeployment
{
    public TightDeployment()
    {
        foreach (var (name, value) in AdmissionScenarios.Settings)
            Environment[name] = value;
    }
}
