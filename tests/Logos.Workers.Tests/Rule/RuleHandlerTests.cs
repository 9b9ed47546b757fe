using Logos.Core.Work;
using Logos.Rules.Faults;
using Logos.Workers.Faults;

namespace Logos.Workers.Tests.Rule;

public sealed class RuleHandlerTests
{
    private readonly Worker _worker = new();

    [Fact]
    public async Task Names_of_let_read_each_other_in_whichever_order_they_stand()
    {
        var output = await _worker.OutputAsync(
            """
            a:
              type: rule
              with:
                let:
                  total: "${{ net + tax }}"
                  tax: "${{ net * rate }}"
                  net: "${{ inputs.x }}"
                  rate: 0.19
                  unused: "${{ total > 1 }}"
                output: { total: "${{ total }}", tax: "${{ tax }}" }
            """, """{"inputs":{"x":100}}""");

        Assert.Equal("""{"total":119,"tax":19}""", output.ToJson());
    }

    [Fact]
    public async Task A_failure_names_the_part_that_failed()
    {
        var let = await _worker.FailureAsync("a: { type: rule, with: { let: { row: '${{ inputs.x / (inputs.x - 1) }}' }, output: '${{ row }}' } }", """{"inputs":{"x":1}}""");
        var output = await _worker.FailureAsync("a: { type: rule, with: { output: { n: '${{ inputs.y + 1 }}' } } }", """{"inputs":{"x":1}}""");

        Assert.Equal((RulesCodes.DivisionByZero, FailureKind.Permanent), (let.Code, let.Kind));
        Assert.StartsWith("`let.row`: ", let.Message, StringComparison.Ordinal);
        Assert.Equal(RulesCodes.NotANumber, output.Code);
        Assert.StartsWith("`output`: ", output.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_work_on_facts_and_yield_them()
    {
        const string Node = """
            a:
              type: grl
              with:
                rules: |
                  rule "Reorder" no-loop {
                    when shortage > 0
                    then need_reorder = true;
                  }
                facts: { shortage: "${{ inputs.x }}" }
            """;

        Assert.Equal("""{"shortage":5,"need_reorder":true}""", (await _worker.OutputAsync(Node, """{"inputs":{"x":5}}""")).ToJson());
        Assert.Equal("""{"shortage":0}""", (await _worker.OutputAsync(Node, """{"inputs":{"x":0}}""")).ToJson());
    }

    [Theory]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = 1 / (n - 1); }', facts: { n: 1 }", RulesCodes.DivisionByZero)]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = n + 1; }', facts: { n: 1 }, max_firings: 3", RulesCodes.TooManyFirings)]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = 0; }', facts: '${{ inputs.x }}'", WorkersCodes.BadInput)]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = 0; }', facts: { n: 1 }, max_firings: '${{ inputs.x }}'", WorkersCodes.BadInput)]
    [InlineData("rules: 'rule \"R\" { when n < 100 then n = n + 1; }', facts: { n: 1 }, max_steps: 50", RulesCodes.TotalBudget)]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = 0; }', facts: { n: 1 }, max_steps: '${{ inputs.x }}'", WorkersCodes.BadInput)]
    [InlineData("rules: 'rule \"R\" { when n > 0 then n = 0; }', facts: { n: 1 }, max_steps: '${{ 20000000000 }}'", WorkersCodes.BadInput)]
    public async Task What_rules_cannot_do_fails_for_good(string with, string code)
    {
        var failure = await _worker.FailureAsync($"a: {{ type: grl, with: {{ {with} }} }}", """{"inputs":{"x":"much"}}""");

        Assert.Equal((code, FailureKind.Permanent), (failure.Code, failure.Kind));
    }

    [Fact]
    public async Task An_assertion_that_holds_tells_how_many_checks_there_were()
    {
        var output = await _worker.OutputAsync("a: { type: assert, with: { checks: [{ that: inputs.x > 0 }, { that: inputs.x < 10 }] } }", """{"inputs":{"x":5}}""");

        Assert.Equal("""{"passed":2}""", output.ToJson());
    }

    [Fact]
    public async Task An_assertion_that_fails_tells_every_check_that_does()
    {
        var failure = await _worker.FailureAsync(
            """
            a:
              type: assert
              with:
                checks:
                  - { that: inputs.x > 0, message: "x is ${{ inputs.x }}" }
                  - { that: inputs.x < 10 }
                  - that: inputs.y
            """, """{"inputs":{"x":-3}}""");

        Assert.Equal(new(WorkersCodes.CheckFailed, FailureKind.Permanent, "2 of 3 checks failed: x is -3; `inputs.y` is not true"), failure);
    }

    [Fact]
    public async Task A_check_that_is_neither_true_nor_false_is_a_mistake()
    {
        var failure = await _worker.FailureAsync("a: { type: assert, with: { checks: [{ that: inputs.x }] } }", """{"inputs":{"x":5}}""");

        Assert.Equal(new(WorkersCodes.BadInput, FailureKind.Permanent, "`checks[0].that` is the number 5, and a check is true or false"), failure);
    }
}
