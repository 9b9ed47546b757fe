using Logos.Core.Graphs.Templates;
using static Logos.Core.Graphs.NodeTypes.Shape;

namespace Logos.Core.Graphs.NodeTypes;

internal static class RuleTypes
{
    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("rule", Pool.Rule, Object(
            "values with names, and what becomes of them",
            Takes("let", Map("names for values: each may read the others, in whichever order they stand")),
            Needs("output", Anything("what the node yields; it may read the names of `let`"))))
        {
            Description = "Computes a value with expressions: a lookup in a small table, a mapping of fields, a decision.",
            Output = "what `output` says",
            Deterministic = true,
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromSeconds(5),
            Deferred = ["let", "output"],
            Locals = with => with["let"] is Template.Map let ? let.Entries.Select(entry => entry.Name) : [],
            Check = LetCheck.Check,
            Example = """
                stock:
                  type: rule
                  with:
                    let:
                      rows:
                        - { product_id: PROD-001, available_qty: 500 }
                        - { product_id: PROD-002, available_qty: 300 }
                      row: "${{ filter(rows, r => r.product_id == inputs.product_id)[0] }}"
                    output:
                      available_qty: "${{ row.available_qty ?? 0 }}"
                      known: "${{ row != null }}"
                """,
        },
        new("grl", Pool.Rule, Object(
            "rules, and the facts that they work on",
            Needs("rules", Formatted(SchemaFormat.Grl, "the rule set in GRL, or `file:NAME.grl` beside the definition") with { MinLength = 1 }),
            Needs("facts", Map("the facts: one object")),
            Takes("max_firings", Integer("more firings than this are an error", 1, 1_000_000, 10_000)),
            Takes("max_steps", Integer("more steps than this in all are an error; 40 to 80 million are about a second's work", 1, 10_000_000_000, 400_000_000))))
        {
            Description = "Evaluates a rule set in GRL over facts.",
            Output = "the facts as the rules left them",
            Deterministic = true,
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromSeconds(10),
            Check = GrlCheck.Check,
            Example = """
                decide:
                  type: grl
                  needs: [demand]
                  with:
                    rules: |
                      rule "Reorder" no-loop {
                        when shortage > 0
                        then need_reorder = true;
                      }
                    facts: { shortage: "${{ demand.shortage }}" }
                """,
        },
        new("assert", Pool.Rule, Object(
            "what has to be true",
            Needs("checks", List("each of these has to be true", Object(
                "one check",
                Needs("that", Expression("an expression that has to be true")),
                Takes("message", Formatted(SchemaFormat.Text, "what to say when it is not")))) with { MinItems = 1 })))
        {
            Description = "Fails, for good, when something is not true.",
            Output = "`{passed}`: how many checks there were",
            Deterministic = true,
            Idempotent = true,
            DefaultTimeout = TimeSpan.FromSeconds(5),
            Example = """
                sane:
                  type: assert
                  needs: [demand]
                  with:
                    checks:
                      - that: demand.avg_daily_demand >= 0
                        message: "demand is ${{ demand.avg_daily_demand }}"
                """,
        },
    ];
}
