using System.Text;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.RabbitMq.Bodies;

/// <summary>One of everything that a body can hold.</summary>
internal static class BodySamples
{
    public static readonly Guid Execution = Guid.Parse("01930d5e-7b00-7000-8000-000000000001");

    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public static readonly TaskKey Plain = new(2, TaskKey.NoItem, 1);
    public static readonly TaskKey Item = new(0, 5, 3, TaskPurpose.Compensate);

    public static readonly Template.Map With = new(
    [
        new("url", new Template.Whole(Formula("inputs.url"))),
        new("when", new Template.Whole(Formula("a > 1 && b[0].c == 'é'") with { IsBare = true })),
        new("text", new Template.Text([new("Hello "), new("", Formula("inputs.name")), new(", $${{ is no template")])),
        new("braces", new Template.Literal("${{ not.evaluated }}")),
        new("rules", new Template.Literal("rule \"x\" { when a then b = \"${{ c }}\"; }") { IsVerbatim = true }),
        new("list", new Template.List([new Template.Literal(1), new Template.Literal(0.10m), new Template.Literal(Value.Null), new Template.Literal(true)])),
        new("looks", new Template.Map([new("$expr", new Template.Literal("like an expression"))])),
        new("wrapped", new Template.Map([new("$map", new Template.Map([new("$text", new Template.Literal("twice"))]))])),
        new("nothing", Template.Map.Empty),
    ]);

    public static readonly NodeTask Full = new()
    {
        Execution = Execution,
        Partition = 7,
        Workspace = "acme",
        Graph = "Bestellungen",
        Key = Item,
        Steps =
        [
            new(2, "call", "http", With, TimeSpan.FromSeconds(30))
            {
                Inline = [Path("total"), Path("lines", 0, "$status"), ReadPath.Below(new Expr.Path(default, [Segment.Member("x")]))],
                ClaimFirst = true,
                Cache = new(TimeSpan.FromHours(1)) { Key = new Template.Whole(Formula("inputs.id")) },
            },
            new(3, "next", "rule", Template.Map.Empty, TimeSpan.FromMilliseconds(1)) { Attempt = 4, Cache = new(TimeSpan.FromDays(2)) },
        ],
        Context = new Dictionary<string, Payload>
        {
            ["inputs"] = Payload.Inline(Encoding.UTF8.GetBytes("""{"url":"https://example.org/?a=1&b=2","n":1.2300000000000000000000000001,"big":9007199254740993,"umlaut":"ä <>"}""")),
            ["large"] = Payload.Reference("execution/node/0/1/random", 70_000),
            ["nothing"] = Payload.Null,
        },
        DispatchedAt = At,
        Quarantine = true,
        Resume = ValueMap.From([new("page", 3)]),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };

    public static readonly NodeTask Least = new()
    {
        Execution = Execution,
        Partition = 0,
        Workspace = "acme",
        Graph = "orders",
        Key = Plain,
        Steps = [new(2, "sum", "rule", Template.Map.Empty, TimeSpan.FromSeconds(30))],
        Context = new Dictionary<string, Payload>(),
        DispatchedAt = At,
    };

    public static IReadOnlyDictionary<string, TaskMessage> Messages { get; } = new Dictionary<string, TaskMessage>
    {
        ["task"] = Full,
        ["least"] = Least,
        ["requested"] = Least with { RequestId = "mine.1_2-3" },
        ["bundle"] = new(Least) { Others = [Least with { Key = new(2, 1, 1) }, Least with { Key = new(2, 2, 1) }] },
    };

    public static readonly Submission Submission = new(
        new()
        {
            Id = Execution,
            Root = Execution,
            Partition = 7,
            Workspace = "acme",
            Graph = "orders",
            GraphVersion = 3,
            Inputs = Payload.Inline("""{"amount":12.50}"""u8.ToArray()),
            CreatedAt = At,
            CreatedBy = "token:ci",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Tags = new Dictionary<string, string> { ["team"] = "blue" },
        },
        At.AddHours(1),
        [new(0, Payload.Inline("7"u8.ToArray()), Value.Null)]);

    public static IReadOnlyDictionary<string, Report> Reports { get; } = new Dictionary<string, Report>
    {
        ["wake"] = new Report.Wake(),
        ["wake-submission"] = new Report.Wake(Submission),
        ["claimed"] = new Report.Claimed(Execution, Item, "worker-1"),
        ["released"] = new Report.Released(Execution, Plain),
        ["beat"] = new Report.Beat(Execution, Plain, ValueMap.From([new("page", 3), new("rate", 0.10m)])),
        ["quiet-beat"] = new Report.Beat(Execution, Plain, Value.Null),
        ["ended"] = new Report.Ended(
            Execution,
            Plain,
            [
                new(2, new Outcome.Succeeded(Payload.Inline("""{"total":12.50}"""u8.ToArray()), ValueMap.From([new("total", 12.50m)])) { IsCached = true }, At, At.AddSeconds(1), "worker-1") { Input = Payload.Inline("""{"url":"***"}"""u8.ToArray()) },
                new(3, new Outcome.Succeeded(Payload.Reference("a/b", 1_000_000), Value.Null), At, At, "worker-1"),
                new(4, new Outcome.Failed(new("LGS5001", FailureKind.Transient, "zu beschäftigt") { RetryAfter = TimeSpan.FromMinutes(2) }), At, At, "worker-1"),
                new(5, new Outcome.Failed(new("LGS5002", FailureKind.TimedOut, "too long")), At, At, "worker-1"),
            ]),
        ["ended-traced"] = new Report.Ended(Execution, Plain, [new(2, new Outcome.Succeeded(Payload.Inline("1"u8.ToArray()), Value.Null), At, At, "worker-1")]) { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    };

    /// <summary>Of a bundle.</summary>
    public static IReadOnlyList<Report.Ended> Ended { get; } =
    [
        (Report.Ended)Reports["ended"],
        new(Execution, Item, [new(3, new Outcome.Succeeded(Payload.Inline("7"u8.ToArray()), Value.Null), At, At, "worker-1")]),
        new(Execution, Item with { Item = 4 }, [new(3, new Outcome.Failed(new("LGS5001", FailureKind.Transient, "busy")), At, At, "worker-1")]),
    ];

    private static Formula Formula(string text) => new(Expression.Parse(text));

    private static ReadPath Path(params object[] steps) =>
        ReadPath.Below(new Expr.Path(default, [Segment.Member("x"), .. steps.Select(step => step is string name ? Segment.Member(name) : Segment.Element((int)step))]));
}
