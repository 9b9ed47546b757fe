using Logos.Core.Faults;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class OrchestratorTypes
{
    private static readonly Schema Graph = Name("the graph, by its name") with { IsFixed = true };

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("subgraph", Pool.Orchestrator, Object(
            "another graph",
            Needs("graph", Graph),
            Takes("version", Integer("a version other than the newest at the time of submission", 1) with { IsFixed = true }),
            Takes("inputs", Map("its inputs"))))
        {
            Description = "Runs another graph as one node.",
            Output = "that graph's outputs",
            DefaultTimeout = TimeSpan.FromHours(1),
            Example = """
                supplier:
                  type: subgraph
                  with: { graph: rate-supplier, inputs: { id: "${{ inputs.supplier }}" } }
                """,
        },
        new("wait", Pool.Orchestrator, Object(
            "one of three things to wait for",
            Takes("for", Duration("how long")),
            Takes("until", Formatted(SchemaFormat.DateTime, "until when, such as 2026-01-31T08:00:00Z")),
            Takes("signal", Name("until a signal of this name arrives")),
            Takes("within", Duration("how long to wait for the signal; then the node times out"))))
        {
            Description = "Waits for a time or a signal. Nothing is held meanwhile, and a restart does not end it.",
            Output = "the signal's payload, or null",
            DefaultTimeout = TimeSpan.FromDays(30),
            Check = CheckWait,
            Example = """
                paid:
                  type: wait
                  needs: [order]
                  with: { signal: payment, within: 7d }
                """,
        },
        new("approval", Pool.Orchestrator, Object(
            "a question to people",
            Needs("message", Formatted(SchemaFormat.Text, "what is asked") with { MinLength = 1 }),
            Takes("form", Map("a JSON schema of what the answer may carry besides yes and no")),
            Takes("approvers", List("who may answer: names of callers, or `role:NAME`; without it everyone who may start executions", Filled("a name, or `role:admin`"))),
            Takes("within", Duration("how long to wait")),
            Takes("on_timeout", Choice("what the silence means", "fail", "fail", "approve", "reject")),
            Takes("slack", Object(
                "asks in Slack as well",
                Needs("channel", Filled("the channel")),
                Takes("users", List("who may press the buttons", Filled("a user's id")))))))
        {
            Description = "Waits for a person's yes or no. The first answer counts.",
            Output = "`{decision, form, by, at}`; decision is `approved` or `rejected`",
            DefaultTimeout = TimeSpan.FromDays(30),
            Check = check =>
            {
                if (check.With["on_timeout"] is { } silence && check.With["within"] is null)
                    check.Report(silence, CoreCodes.MissingField, "`on_timeout` needs `within`", "say how long to wait: `within: 2d`");
                if (check.With["form"] is { IsConstant: true } form && form.Evaluate(Value.Null) is { IsMap: true } schema && SchemaJson.Read(schema, out var complaint) is null)
                    check.Report(form, CoreCodes.BadFormat, $"`form` is no schema: {complaint}", "it takes a JSON schema, such as `{ type: object, properties: { reason: { type: string } } }`");
            },
            Example = """
                approve:
                  type: approval
                  needs: [decide]
                  when: decide.requires_approval == true
                  with:
                    message: "Order over ${{ decide.grand_total }}?"
                    within: 2d
                    on_timeout: reject
                """,
        },
        new("loop", Pool.Orchestrator, Object(
            "a graph that runs again and again",
            Needs("graph", Graph),
            Takes("inputs", Map("the inputs of each round; they may read `iteration` (from 0) and `last` (the outputs of the round before, null at first)")),
            Needs("until", Expression("after each round: true ends the loop; reads `iteration` and `last`, the outputs of that round")),
            Needs("max", Integer("after so many rounds the node fails", 1, 10_000) with { IsFixed = true }),
            Takes("delay", Duration("the pause between two rounds"))))
        {
            Description = "Runs another graph until something is true.",
            Output = "the outputs of the last round",
            DefaultTimeout = TimeSpan.FromHours(1),
            Deferred = ["inputs", "until"],
            Locals = _ => ["iteration", "last"],
            Example = """
                poll:
                  type: loop
                  with:
                    graph: check-delivery
                    inputs: { order: "${{ inputs.order }}" }
                    until: last.delivered == true
                    max: 48
                    delay: 1h
                """,
        },
    ];

    private static void CheckWait(TypeCheck check)
    {
        string[] ways = ["for", "until", "signal"];
        var given = ways.Where(way => check.With[way] is not null and not Template.Literal { Value.IsNull: true }).ToArray();
        if (given.Length == 0)
            check.Report(CoreCodes.MissingField, "a wait needs one of `for`, `until` and `signal`");
        else if (given.Length > 1)
            check.Report(check.With[given[1]], CoreCodes.FieldConflict, $"`{given[0]}` and `{given[1]}` exclude each other", "a wait is for one thing");
        if (check.With["within"] is { } within && check.With["signal"] is null)
            check.Report(within, CoreCodes.FieldConflict, "`within` belongs to `signal`");
    }
}
