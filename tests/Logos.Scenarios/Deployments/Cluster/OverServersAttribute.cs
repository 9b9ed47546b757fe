using Xunit.v3;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Its deployment needs PostgreSQL, RabbitMQ and Redis.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OverServersAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Needs", "postgres"), new("Needs", "rabbitmq"), new("Needs", "redis"), new("Shape", "cluster")];
}
