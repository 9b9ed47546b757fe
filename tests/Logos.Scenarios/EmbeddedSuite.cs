using Logos.Scenarios.Deployments;
using Logos.Scenarios.Running;

[assembly: AssemblyFixture(typeof(EmbeddedDeployment))]

namespace Logos.Scenarios;

/// <summary>All scenarios against <c>logos up</c>: one server for all of them.</summary>
public static class EmbeddedSuite
{
    public sealed class Purchasing(EmbeddedDeployment deployment) : PurchasingScenarios(deployment);
}
