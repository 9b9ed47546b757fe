using Logos.Scenarios.Approvals;
using Logos.Scenarios.Cancelling;
using Logos.Scenarios.Crashes;
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
using Logos.Scenarios.Watching;
using Logos.Scenarios.Webhooks;

namespace Logos.AppHost.Tests.Application;

/// <summary>
/// The same scenarios as against <c>logos up</c> and a cluster of processes. Those that look into what is kept, that
/// take other settings of the gateway or that read exported telemetry stay with Logos.Scenarios.
/// </summary>
public static class AppHostSuite
{
    [CollectionDefinition(nameof(AppHostSuite), DisableParallelization = true)]
    public sealed class Shared : ICollectionFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class Approval(AppHostDeployment deployment) : ApprovalScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Access(AppHostDeployment own) : AccessScenarios(own), IClassFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class Cancel(AppHostDeployment deployment) : CancelScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Count(AppHostDeployment own) : CountScenarios(own), IClassFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class Crash(AppHostDeployment own) : CrashScenarios(own), IClassFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class Definition(AppHostDeployment deployment) : DefinitionScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Event(AppHostDeployment deployment) : EventScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Execute(AppHostDeployment deployment) : ExecuteScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Failure(AppHostDeployment own) : FailureScenarios(own), IClassFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class FaultyDefinition(AppHostDeployment deployment) : FaultyDefinitionScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class ForEach(AppHostDeployment deployment) : ForeachScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Idempotent(AppHostDeployment deployment) : IdempotencyScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Limit(AppHostDeployment deployment) : LimitScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class List(AppHostDeployment deployment) : ListScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Node(AppHostDeployment deployment) : NodeScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Outbound(AppHostDeployment deployment) : OutboundScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Purchasing(AppHostDeployment deployment) : PurchasingScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Repeat(AppHostDeployment deployment) : RepeatScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Restart(AppHostDeployment own) : RestartScenarios(own), IClassFixture<AppHostDeployment>;

    [Collection(nameof(AppHostSuite))]
    public sealed class Retry(AppHostDeployment deployment) : RetryScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Schedule(AppHostDeployment deployment) : ScheduleScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Secret(AppHostDeployment deployment) : SecretScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Signal(AppHostDeployment deployment) : SignalScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Subgraph(AppHostDeployment deployment) : SubgraphScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Token(AppHostDeployment deployment) : TokenScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Transport(AppHostDeployment deployment) : TransportScenarios(deployment);

    [Collection(nameof(AppHostSuite))]
    public sealed class Webhook(AppHostDeployment deployment) : WebhookScenarios(deployment);
}
