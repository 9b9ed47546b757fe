using Logos.Scenarios.Approvals;
using Logos.Scenarios.Cancelling;
using Logos.Scenarios.Crashes;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Failures;
using Logos.Scenarios.Foreach;
using Logos.Scenarios.Graphs;
using Logos.Scenarios.Idempotency;
using Logos.Scenarios.Limits;
using Logos.Scenarios.Listing;
using Logos.Scenarios.Measuring;
using Logos.Scenarios.Repeating;
using Logos.Scenarios.Restarts;
using Logos.Scenarios.Retrying;
using Logos.Scenarios.Running;
using Logos.Scenarios.Schedules;
using Logos.Scenarios.Secrets;
using Logos.Scenarios.Security;
using Logos.Scenarios.Steering;
using Logos.Scenarios.Subgraphs;
using Logos.Scenarios.Tokens;
using Logos.Scenarios.Tracing;
using Logos.Scenarios.Watching;
using Logos.Scenarios.Webhooks;

[assembly: AssemblyFixture(typeof(ClusterServers))]

namespace Logos.Scenarios;

/// <summary>The same scenarios against gateways, orchestrators and workers as processes of their own: one cluster for all of them, and one of its own for what stops it.</summary>
public static class ClusterSuite
{
    // Seven processes and three servers: what runs beside them would be measured by the machine.
    [CollectionDefinition(nameof(ClusterSuite), DisableParallelization = true)]
    public sealed class Shared : ICollectionFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Admission(TightCluster own) : AdmissionScenarios(own), IClassFixture<TightCluster>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Approval(ClusterDeployment deployment) : ApprovalScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Access(ClusterDeployment own) : AccessScenarios(own), IClassFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Cancel(ClusterDeployment deployment) : CancelScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Count(ClusterDeployment own) : CountScenarios(own), IClassFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Crash(ClusterDeployment own) : CrashScenarios(own), IClassFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Definition(ClusterDeployment deployment) : DefinitionScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Event(ClusterDeployment deployment) : EventScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Execute(ClusterDeployment deployment) : ExecuteScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Failure(ClusterDeployment own) : FailureScenarios(own), IClassFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class FaultyDefinition(ClusterDeployment deployment) : FaultyDefinitionScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class ForEach(ClusterDeployment deployment) : ForeachScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Idempotent(ClusterDeployment deployment) : IdempotencyScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Leak(TalkativeCluster own) : LeakScenarios(own), IClassFixture<TalkativeCluster>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Limit(ClusterDeployment deployment) : LimitScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class List(ClusterDeployment deployment) : ListScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Node(ClusterDeployment deployment) : NodeScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Outbound(ClusterDeployment deployment) : OutboundScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Purchasing(ClusterDeployment deployment) : PurchasingScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Repeat(ClusterDeployment deployment) : RepeatScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Restart(ClusterDeployment own) : RestartScenarios(own), IClassFixture<ClusterDeployment>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Retry(ClusterDeployment deployment) : RetryScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Room(TightCluster own) : RoomScenarios(own), IClassFixture<TightCluster>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Schedule(ClusterDeployment deployment) : ScheduleScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Secret(ClusterDeployment deployment) : SecretScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Signal(ClusterDeployment deployment) : SignalScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Subgraph(ClusterDeployment deployment) : SubgraphScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Token(ClusterDeployment deployment) : TokenScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Telemetry(TracedCluster own) : TelemetryScenarios(own, own, "logos-gateway", "logos-orchestrator", "logos-workers"), IClassFixture<TracedCluster>;

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Transport(ClusterDeployment deployment) : TransportScenarios(deployment);

    [OverServers]
    [Collection(nameof(ClusterSuite))]
    public sealed class Webhook(ClusterDeployment deployment) : WebhookScenarios(deployment);
}
