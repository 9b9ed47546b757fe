using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Tests.Running;

public sealed class LimitTests
{
    private readonly Worker _worker = new();

    [Fact]
    public async Task What_conditions_read_comes_back_beside_the_output()
    {
        _worker.With("give", _ => ValueJson.Parse($$"""{"go":true,"deep":{"n":1,"other":2},"text":"{{new string('x', 100_000)}}"}"""));

        var steps = await _worker.RunAsync(
            """
            a: { type: give }
            b: { type: rule, needs: [a], when: a.go && a.deep.n > 0, with: { output: 1 } }
            """);

        var good = Assert.IsType<Outcome.Succeeded>(Assert.Single(steps).Outcome);
        Assert.Equal("""{"deep":{"n":1},"go":true}""", good.Control.ToJson());
        Assert.True(good.Output.Length > 100_000);
    }

    [Fact]
    public async Task Conditions_that_read_more_than_64_KiB_fail_the_node_and_are_named()
    {
        _worker.With("give", _ => ValueMap.From([new("text", new string('x', 65_536))]) is var map ? (Value)map : default);

        var failure = await _worker.FailureAsync(
            """
            a: { type: give }
            b: { type: rule, needs: [a], when: a.text != "", with: { output: 1 } }
            """);

        Assert.Equal(new(WorkersCodes.ControlTooLarge, FailureKind.Permanent, "conditions read `a.text`, which is more than 64 KiB"), failure);
    }

    [Fact]
    public async Task An_output_over_the_limit_fails_the_node()
    {
        _worker.Options = _worker.Options with { MaxOutputBytes = 1024 };
        _worker.With("give", context => Value.From(new string('x', context.With["length"].TryGetInt64(out var length) ? (int)length : 0)));

        Assert.Equal(1022, (await _worker.OutputAsync("a: { type: give, with: { length: 1022 } }")).AsString().Length);
        Assert.Equal(new(WorkersCodes.OutputTooLarge, FailureKind.Permanent, "the output is larger than 1 KiB"), await _worker.FailureAsync("a: { type: give, with: { length: 1023 } }"));
    }

    [Fact]
    public async Task A_small_value_that_writes_out_as_a_huge_text_is_stopped_while_it_is_written()
    {
        var nodes = "a:\n  type: rule\n  with:\n    let:\n      n0: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n"
            + string.Join('\n', Enumerable.Range(1, 60).Select(i => $"      n{i}: ['${{{{ n{i - 1} }}}}', '${{{{ n{i - 1} }}}}']"))
            + "\n    output: '${{ n60 }}'";

        var failure = await _worker.FailureAsync(nodes);

        Assert.Equal(new(WorkersCodes.OutputTooLarge, FailureKind.Permanent, "the output is larger than 64 MiB"), failure);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(257, false)]
    public async Task An_output_is_as_deep_as_it_can_be_read_again(int depth, bool fits)
    {
        _worker.With("give", _ => Enumerable.Range(0, depth).Aggregate(Value.True, (inner, _) => ValueList.Of(inner)));

        var step = Assert.Single(await _worker.RunAsync("a: { type: give }"));

        if (fits)
            Assert.Equal(Worker.Output(step), ValueJson.Parse(((Outcome.Succeeded)step.Outcome).Output.Json.Span));
        else
            Assert.Equal(WorkersCodes.OutputTooDeep, Worker.Failure(step).Code);
    }
}
