using Logos.Scenarios.Approvals;
using Logos.Scenarios.Cancelling;
using Logos.Scenarios.Crashes;
using Logos.Scenarios.Deployments;
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

[assembly: AssemblyFixture(typeof(EmbeddedDeployment))]

namespace Logos.Scenarios;

/// <summary>All scenarios against <c>logos up</c>: one server for all of them, and one of its own for what stops it.</summary>
public static class EmbeddedSuite
{
    public sealed class Admission(TightDeployment own) : AdmissionScenarios(own), IClassFixture<TightDeployment>;

    public sealed class Approval(EmbeddedDeployment deployment) : ApprovalScenarios(deployment);

    public sealed class Access(EmbeddedDeployment own) : AccessScenarios(own), IClassFixture<EmbeddedDeployment>;

    public sealed class Cancel(EmbeddedDeployment deployment) : CancelScenarios(deployment);

    public sealed class Count(EmbeddedDeployment own) : CountScenarios(own), IClassFixture<EmbeddedDeployment>;

    public sealed class Crash(EmbeddedDeployment own) : CrashScenarios(own), IClassFixture<EmbeddedDeployment>;

    public sealed class Definition(EmbeddedDeployment deployment) : DefinitionScenarios(deployment);

    public sealed class Event(EmbeddedDeployment deployment) : EventScenarios(deployment);

    public sealed class Execute(EmbeddedDeployment deployment) : ExecuteScenarios(deployment);

    public sealed class Failure(EmbeddedDeployment own) : FailureScenarios(own), IClassFixture<EmbeddedDeployment>;

    public sealed class FaultyDefinition(EmbeddedDeployment deployment) : FaultyDefinitionScenarios(deployment);

    public sealed class ForEach(EmbeddedDeployment deployment) : ForeachScenarios(deployment);

    public sealed class Idempotent(EmbeddedDeployment deployment) : IdempotencyScenarios(deployment);

    public sealed class Leak(TalkativeDeployment own) : LeakScenarios(own), IClassFixture<TalkativeDeployment>;

    public sealed class Limit(EmbeddedDeployment deployment) : LimitScenarios(deployment);

    public sealed class List(EmbeddedDeployment deployment) : ListScenarios(deployment);

    public sealed class Node(EmbeddedDeployment deployment) : NodeScenarios(deployment);

    public sealed class Outbound(EmbeddedDeployment deployment) : OutboundScenarios(deployment);

    public sealed class Purchasing(EmbeddedDeployment deployment) : PurchasingScenarios(deployment);

    public sealed class Repeat(EmbeddedDeployment deployment) : RepeatScenarios(deployment);

    public sealed class Restart(EmbeddedDeployment own) : RestartScenarios(own), IClassFixture<EmbeddedDeployment>;

    public sealed class Retry(EmbeddedDeployment deployment) : RetryScenarios(deployment);

    public sealed class Room(TightDeployment own) : RoomScenarios(own), IClassFixture<TightDeployment>;

    public sealed class Schedule(EmbeddedDeployment deployment) : ScheduleScenarios(deployment);

    public sealed class Secret(EmbeddedDeployment deployment) : SecretScenarios(deployment);

    public sealed class Signal(EmbeddedDeployment deployment) : SignalScenarios(deployment);

    public sealed class Subgraph(EmbeddedDeployment deployment) : SubgraphScenarios(deployment);

    public sealed class Token(EmbeddedDeployment deployment) : TokenScenarios(deployment);

    public sealed class Telemetry(TracedDeployment own) : TelemetryScenarios(own, own, "logos", "logos", "logos"), IClassFixture<TracedDeployment>;

    public sealed class Transport(EmbeddedDeployment deployment) : TransportScenarios(deployment);

    public sealed class Webhook(EmbeddedDeployment deployment) : WebhookScenarios(deployment);
}
