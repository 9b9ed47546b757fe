using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Conformance.Brokers;

internal static class TaskSamples
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Which pool the types of these samples belong to.</summary>
    public static Pool PoolOf(string type) => type == "rule" ? Pool.Rule : Pool.Io;

    public static NodeTask Task(int number = 0, string type = "http", bool quarantine = false, int partition = 0) => new()
    {
        Execution = Guid.CreateVersion7(At),
        Partition = partition,
        Workspace = "acme",
        Graph = "orders",
        Key = new(2, number, 1),
        Steps =
        [
            new(2, "call", type, (Template.Map)Template.Of(ValueMap.From([new("url", "https://example.org"), new("body", ValueMap.From([new("n", number)]))])), TimeSpan.FromSeconds(30)) { ClaimFirst = true },
        ],
        Context = new Dictionary<string, Payload> { ["inputs"] = Payload.Of(ValueMap.From([new("n", number)])), ["large"] = Payload.Reference("execution/node/0/1/random", 70_000) },
        DispatchedAt = At,
        Quarantine = quarantine,
        Resume = ValueMap.From([new("page", 3)]),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        RequestId = "mine.1_2-3",
    };

    public static int Number(NodeTask task) => task.Key.Item;

    public static StepOutcome Outcome(int node, bool good = true) => new(
        node,
        good ? new Outcome.Succeeded(Payload.Of(ValueMap.From([new("ok", true)])), ValueMap.From([new("ok", true)])) : new Outcome.Failed(new("LGS9999", FailureKind.Transient, "busy") { RetryAfter = TimeSpan.FromSeconds(30) }),
        At,
        At.AddSeconds(1),
        "worker-1");
}
