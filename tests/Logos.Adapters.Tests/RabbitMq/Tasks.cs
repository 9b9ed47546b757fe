using Logos.Core.Executions;
using Logos.Core.Graphs.Templates;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>Tasks that are told apart by a number.</summary>
internal static class Tasks
{
    public static readonly Guid Execution = Guid.Parse("01930d5e-7b00-7000-8000-000000000001");

    public static NodeTask Of(int number) => new()
    {
        Execution = Execution,
        Partition = 0,
        Workspace = "acme",
        Graph = "orders",
        Key = new(2, number, 1),
        Steps = [new(2, "call", "http", Template.Map.Empty, TimeSpan.FromSeconds(30))],
        Context = new Dictionary<string, Payload>(),
        DispatchedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };

    public static int Number(Delivery<TaskMessage> delivery) => delivery.Message.First.Key.Item;

    public static Task PublishAsync(IWorkBroker broker, int number) => broker.PublishAsync([Of(number)], Wait.Token).InTime();

    /// <summary>As who publishes does it.</summary>
    public static async Task PublishUntilTakenAsync(IWorkBroker broker, int number)
    {
        while (true)
        {
            try
            {
                await PublishAsync(broker, number);
                return;
            }
            catch (BrokerUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Wait.Token);
            }
        }
    }

    public static void Ignore(Guid execution, TaskKey task)
    {
    }
}
