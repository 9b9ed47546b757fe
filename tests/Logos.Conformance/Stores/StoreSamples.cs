using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Conformance.Stores;

/// <summary>Rows with something in every field, made as an owner makes them.</summary>
internal static class StoreSamples
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Guid NewId() => Guid.CreateVersion7(At);

    public static ExecutionHead Head(int partition = 0, Guid? root = null, ParentLink? parent = null)
    {
        var id = NewId();
        return new()
        {
            Id = id,
            Root = root ?? id,
            Partition = partition,
            Workspace = "acme",
            Graph = "orders",
            GraphVersion = 3,
            Inputs = Payload.Of(ValueMap.From([new("product", "PROD-001"), new("amount", 12.50m)])),
            CreatedAt = At,
            Parent = parent,
            CreatedBy = "token:ci — größer:0123456789abcdef",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            RequestId = "mine.1_2-3",
            Tags = new Dictionary<string, string> { ["team"] = "purchasing" },
        };
    }

    public static Submission Submission(ExecutionHead head) =>
        new(head, At.AddHours(1), [new(0, Payload.Of("kept"), ValueMap.From([new("ok", true)]))]);

    public static Command Command(ExecutionHead head, CommandKind kind = CommandKind.Signal) =>
        new(NewId(), head.Partition, head.Id, kind, "paid", Payload.Of(ValueMap.From([new("by", "ada")])), At) { Caller = kind == CommandKind.Signal ? new("ada", ["admin", "member"]) : null };

    public static ExecutionRow Row(ExecutionStatus status, long sequence = 1) => new(
        status,
        ExecutionPhase.Forward,
        status == ExecutionStatus.Failed ? Failure : null,
        status == ExecutionStatus.Completed ? Payload.Of(ValueMap.From([new("total", 12.50m)])) : null,
        At,
        status.IsEnd() ? At.AddMinutes(1) : null,
        At.AddHours(1),
        new(ValueMap.From([new("amount", 12.50m)]), sequence, null, status == ExecutionStatus.Completed, [new("paid", Payload.Of("early"))]));

    public static NodeRow Node(string id, NodeStatus status = NodeStatus.Succeeded) => new(id)
    {
        Status = status,
        Attempt = 2,
        TriesBefore = 1,
        Sequence = 7,
        Round = 3,
        Claimed = true,
        Quarantined = true,
        Silences = 1,
        Worker = "worker-1",
        DispatchedAt = At,
        DispatchedIn = 4,
        StartedAt = At.AddSeconds(1),
        EndedAt = At.AddSeconds(2),
        DueAt = At.AddSeconds(3),
        TimeoutAt = At.AddSeconds(4),
        Signal = "paid",
        FallsBack = true,
        Checking = true,
        Cached = true,
        With = ValueMap.From([new("within", "1h")]),
        Input = Payload.Of(ValueMap.From([new("url", "https://example.org"), new("token", "***")])),
        Output = Payload.Of(ValueMap.From([new("ok", true), new("text", "größer — 5 € \n")])),
        Control = ValueMap.From([new("ok", true)]),
        Error = Failure,
        SkippedBecause = "`a` was skipped",
        Compensation = CompensationStatus.Failed,
        CompensationAttempt = 2,
        CompensationError = Failure,
        ItemCount = 2,
        Cursor = 1,
        ItemsFailed = Failure,
    };

    public static AttemptRow Attempt(string node, int attempt) => new(node, 5, 2, attempt)
    {
        Status = NodeStatus.TimedOut,
        Error = Failure,
        Worker = "worker-1",
        StartedAt = At.AddSeconds(attempt),
        EndedAt = At.AddSeconds(attempt + 1),
    };

    public static ItemRow Item(string node, int item) => new(node, item)
    {
        Status = NodeStatus.Ready,
        Attempt = 3,
        TriesBefore = 1,
        Claimed = true,
        Quarantined = true,
        Cached = true,
        Silences = 2,
        DispatchedIn = 5,
        DueAt = At.AddSeconds(9),
        Input = Payload.Of(ValueMap.From([new("n", 1)])),
        Output = Payload.Reference("execution/node/0/1/random", 70_000),
        Error = Failure,
    };

    public static ExecutionChanges Changes(ExecutionHead head, ExecutionStatus status = ExecutionStatus.Running, IReadOnlyList<NodeRow>? nodes = null, IReadOnlyList<ItemRow>? items = null) =>
        new(head.Id, Row(status), nodes ?? [], items ?? []);

    // A database may lay the same JSON out anew: what counts is the value.
    public static ExecutionHead ByValue(ExecutionHead head) => head with { Inputs = ByValue(head.Inputs)!, Tags = NoTags };

    public static ExecutionRow ByValue(ExecutionRow row) => row with
    {
        Results = ByValue(row.Results),
        Memo = row.Memo with { Signals = [.. row.Memo.Signals.Select(s => s with { Payload = ByValue(s.Payload)! })] },
    };

    public static IEnumerable<NodeRow> ByValue(IEnumerable<NodeRow> rows) =>
        rows.OrderBy(n => n.Node, StringComparer.Ordinal).Select(n => n with { Input = ByValue(n.Input), Output = ByValue(n.Output) });

    public static IEnumerable<ItemRow> ByValue(IEnumerable<ItemRow> rows) =>
        rows.OrderBy(i => i.Node, StringComparer.Ordinal).ThenBy(i => i.Item).Select(i => i with { Input = ByValue(i.Input), Output = ByValue(i.Output) });

    public static Command ByValue(Command command) => command with { Payload = ByValue(command.Payload) };

    public static Seed ByValue(Seed seed) => seed with { Output = ByValue(seed.Output)! };

    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    private static Payload? ByValue(Payload? payload) => payload is { IsInline: true } ? Payload.Of(payload.Read()) : payload;

    private static Failure Failure => new("LGS9999", FailureKind.Transient, "busy") { RetryAfter = TimeSpan.FromSeconds(30) };
}
