using Logos.Adapters.Channels;
using Logos.Conformance.Brokers;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;

namespace Logos.Adapters.Tests.Channels;

public sealed class ChannelBrokerTests : WorkBrokerConformance
{
    protected override ValueTask<IWorkBroker> CreateAsync(Func<string, Pool> poolOf) => new(new ChannelBroker { PoolOf = poolOf });

    // Its queues live in the one process that there is.
    protected override ValueTask<IWorkBroker> ConnectAsync(IWorkBroker broker) => new(broker);

    protected override ValueTask<IReadOnlyList<(Guid Execution, TaskKey Task, string Code)>> BuriedAsync(IWorkBroker broker) =>
        new([.. ((ChannelBroker)broker).Buried.Select(task => (task.Execution, task.Task, task.Failure.Code))]);

    protected override ValueTask CloseAsync(IWorkBroker broker) => default;
}
