using Logos.Adapters.RabbitMq.Bodies;
using Logos.Conformance.Brokers;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;

namespace Logos.Adapters.Tests.RabbitMq;

[Collection(SharedRabbitMq.Name)]
[Trait("Needs", "rabbitmq")]
public sealed class RabbitMqBrokerTests(RabbitMqFixture fixture) : WorkBrokerConformance
{
    private readonly RabbitMqSetting _setting = new(fixture.Server);

    protected override async ValueTask<IWorkBroker> CreateAsync(Func<string, Pool> poolOf) => await _setting.ConnectAsync(poolOf: poolOf);

    protected override async ValueTask<IWorkBroker> ConnectAsync(IWorkBroker broker) => await _setting.ConnectAsync();

    protected override async ValueTask<IReadOnlyList<(Guid Execution, TaskKey Task, string Code)>> BuriedAsync(IWorkBroker broker) =>
    [
        .. from message in await _setting.TakeAllAsync("node.dead")
           let buried = ControlBodies.ReadBuried(message.Body.Span)
           select (buried.Execution, buried.Task, buried.Failure.Code),
    ];

    protected override ValueTask CloseAsync(IWorkBroker broker) => _setting.DisposeAsync();
}
