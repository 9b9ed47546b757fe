using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Orchestrator.Testing;
using Logos.Orchestrator.Tests.Hosting;
using Logos.Rules.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Orchestrator.Tests.Testing;

public sealed class TestHostTests
{
    private const string Shop = """
        name: shop
        inputs: { product: { type: string, required: true } }
        nodes:
          demand:
            type: postgres
            with: { connection: shop, query: "select 1", params: { product: "${{ inputs.product }}" }, result: first }
          decide: { type: rule, needs: [demand], with: { output: "${{ demand.daily > 10 }}" } }
          order:
            type: http
            needs: [decide]
            when: decide == true
            with: { method: POST, url: "https://shop.example/orders", body: { product: "${{ inputs.product }}", daily: "${{ demand.daily }}" } }
            retry: { attempts: 3, delay: 10s, backoff: fixed, jitter: false }
            timeout: 1m
        outputs: { ordered: "${{ order.$status == 'succeeded' }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stubs_stand_in_for_what_is_outside_and_each_call_is_written_down()
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop).Stub("demand", Stub.Output(new { Daily = 35 })).Stub("order", Stub.Output(null)));

        var run = await host.RunAsync("shop", new { product = "PROD-001" }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Completed, Value.True), (run.Status, run.Results["ordered"]));
        Assert.Equal(ValueJson.Parse("""{"product":"PROD-001","daily":35}"""), Assert.Single(run.Calls("order")).Input["body"]);
        Assert.Equal(NodeStatus.Succeeded, run.Node("decide").Status);
    }

    [Fact]
    public async Task Retries_take_no_real_time_and_the_clock_tells_how_long_they_took()
    {
        var busy = Stub.Fail("BUSY", FailureKind.Transient, "busy");
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop).Stub("demand", Stub.Output(new { daily = 35 })).Stub("order", Stub.Sequence(busy, busy.After(TimeSpan.FromSeconds(5)), Stub.Output(1))));

        var run = await host.RunAsync("shop", new { product = "p" }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Completed, 3, TimeSpan.FromSeconds(25)), (run.Status, run.Node("order").Attempt, run.Took));
        Assert.Equal([1, 2, 3], run.Calls("order").Select(call => call.Attempt));
    }

    [Fact]
    public async Task A_stub_that_never_ends_runs_into_the_timeout_of_its_node()
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop).Stub("demand", Stub.Output(new { daily = 35 })).Stub("order", Stub.Hanging));

        var run = await host.RunAsync("shop", new { product = "p" }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Failed, NodeStatus.TimedOut, 3), (run.Status, run.Node("order").Status, run.Node("order").Attempt));
        Assert.Equal(TimeSpan.FromSeconds(60 * 3 + 20), run.Took);
    }

    [Fact]
    public async Task A_node_that_reaches_outside_and_has_no_stub_says_so()
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop));

        var run = await host.RunAsync("shop", new { product = "p" }, cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Failed, "LGS6010"), (run.Status, run.Node("demand").Error!.Code));
    }

    [Theory]
    [InlineData("7d", 7)]
    [InlineData("400d", 400)]
    public async Task A_wait_of_days_takes_no_real_time(string time, int days)
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph($"name: patience\nnodes:\n  rest: {{ type: wait, with: {{ for: {time} }} }}\n"));

        var run = await host.RunAsync("patience", cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Completed, TimeSpan.FromDays(days)), (run.Status, run.Took));
    }

    [Fact]
    public async Task An_execution_that_waits_for_somebody_stands_still_until_it_is_told()
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph("name: asking\nnodes:\n  agree: { type: approval, with: { message: \"Well?\" } }\n  rest: { type: wait, needs: [agree], with: { for: 1h } }\noutputs: { said: \"${{ agree.decision }}\" }\n"));

        var run = await host.RunAsync("asking", cancellationToken: Token);
        Assert.Equal((ExecutionStatus.Running, "agree"), (run.Status, Assert.Single(run.WaitsFor)));

        run = await host.SignalAsync(run, "agree", new { decision = "approved" }, cancellationToken: Token);
        Assert.Equal((ExecutionStatus.Completed, "approved", TimeSpan.FromHours(1)), (run.Status, run.Results["said"].AsString(), run.Took));
    }

    [Theory]
    [InlineData(1, "completed")]
    [InlineData(3, "failed")]
    public async Task A_signal_may_come_in_time_or_too_late(int days, string status)
    {
        await using var host = LogosTestHost.Create(b => b
            .AddGraph("name: inner\nnodes:\n  go: { type: wait, with: { signal: go, within: 2d } }\noutputs: { got: \"${{ go }}\" }\n")
            .AddGraph("name: outer\nnodes:\n  part: { type: subgraph, with: { graph: inner } }\noutputs: { got: \"${{ part.got }}\" }\n")
            .Signal("go", new { n = 1 }, after: TimeSpan.FromDays(days)));

        var run = await host.RunAsync("outer", cancellationToken: Token);

        Assert.Equal(status, Wire.Name(run.Status));
        Assert.Equal(TimeSpan.FromDays(Math.Min(days, 2)), run.Took);
    }

    [Fact]
    public async Task Handlers_of_ones_own_run_with_what_they_ask_for_and_may_wait_by_the_clock()
    {
        await using var host = LogosTestHost.Create(b =>
        {
            b.AddNode<Sleeper>("sleeper").AddNode<Outing>("outing");
            b.AddGraph("name: night\nnodes:\n  sleep: { type: sleeper, with: { for: 8h }, timeout: 9h }\n  out: { type: outing, needs: [sleep] }\noutputs: { woke: \"${{ sleep }}\" }\n");
            b.Services.AddSingleton(new Weather { IsBad = false });
            b.StartAt = new(2026, 5, 1, 22, 0, 0, TimeSpan.Zero);
        });

        var run = await host.RunAsync("night", cancellationToken: Token);

        Assert.Equal((ExecutionStatus.Completed, "2026-05-02T06:00:00"), (run.Status, run.Results["woke"].AsString()));
    }

    [Fact]
    public async Task What_had_been_done_is_undone_and_that_is_a_call_too()
    {
        const string Graph = """
            name: travel
            nodes:
              book: { type: http, with: { method: POST, url: "https://a.example/book" }, compensate: { type: http, with: { method: DELETE, url: "https://a.example/book/${{ book.id }}" } } }
              pay: { type: http, needs: [book], with: { method: POST, url: "https://a.example/pay" } }
            """;
        await using var host = LogosTestHost.Create(b => b.AddGraph(Graph).Stub("book", Stub.Output(new { id = 7 })).Stub("pay", Stub.Fail("BROKE")).Stub("travel/book.compensate", Stub.Output(null).After(TimeSpan.FromSeconds(10))));

        var run = await host.RunAsync("travel", cancellationToken: Token);

        Assert.Equal(ExecutionStatus.Failed, run.Status);
        Assert.Equal("https://a.example/book/7", Assert.Single(run.Calls("book.compensate")).Input["url"].AsString());
    }

    [Fact]
    public async Task What_failed_can_be_tried_again_and_what_runs_cancelled()
    {
        var isBad = true;
        await using var host = LogosTestHost.Create(b => b
            .AddGraph("name: trip\nnodes:\n  go: { type: http, with: { url: \"https://a.example\" } }\n  agree: { type: approval, needs: [go], with: { message: \"?\" } }\n")
            .Stub("go", Stub.From(_ => isBad ? new Failure("RAIN", FailureKind.Permanent, "it rains") : Value.From("sun"))));

        var run = await host.RunAsync("trip", cancellationToken: Token);
        Assert.Equal("RAIN", run.Node("go").Error!.Code);
        isBad = false;
        run = await host.RetryAsync(run, Token);
        Assert.Equal(ExecutionStatus.Running, run.Status);
        run = await host.CancelAsync(run, cancellationToken: Token);
        Assert.Equal(ExecutionStatus.Cancelled, run.Status);
        Assert.Equal(2, run.Calls("go").Count);
    }

    [Fact]
    public async Task Items_run_beside_each_other_and_their_calls_stand_in_order()
    {
        await using var host = LogosTestHost.Create(b => b
            .AddGraph("name: many\ninputs: { n: { type: array } }\nnodes:\n  each: { type: http, foreach: { items: \"${{ inputs.n }}\", concurrency: 500 }, with: { url: \"https://a.example/${{ item }}\" } }\noutputs: { all: \"${{ each }}\" }\n")
            .Stub("each", Stub.From(context => (Value)context.Item!.Value).After(TimeSpan.FromSeconds(1))));

        var run = await host.RunAsync("many", new { n = Enumerable.Range(0, 200) }, cancellationToken: Token);

        Assert.Equal(Enumerable.Range(0, 200).Select(n => (Value)n), run.Results["all"].AsList());
        Assert.Equal(Enumerable.Range(0, 200).Select(n => (Value)$"https://a.example/{n}"), run.Calls("each").Select(call => call.Input["url"]));
    }

    [Fact]
    public async Task A_foreach_with_too_many_items_fails_before_any_of_them_runs()
    {
        await using var host = LogosTestHost.Create(b => b
            .AddGraph("name: many\ninputs: { n: { type: array } }\nnodes:\n  each: { type: http, foreach: { items: \"${{ inputs.n }}\" }, with: { url: \"https://a.example/${{ item }}\" } }\n")
            .Stub("each", Stub.Output(1)));

        var run = await host.RunAsync("many", new { n = Enumerable.Repeat(1, 100_001) }, cancellationToken: Token);

        Assert.Equal(new(ExecutionCodes.TooManyItems, FailureKind.Permanent, "the items of `each` are 100,001, and a foreach may have 100,000"), run.Node("each").Error);
        Assert.Empty(run.Calls("each"));
    }

    [Theory]
    [InlineData("ordr", "there is no node `ordr`")]
    [InlineData("shop/demand.compensate", "nothing undoes the node `demand`")]
    [InlineData("store/demand", "there is no node `demand` in the graph `store`")]
    public void A_stub_for_what_is_not_there_is_refused(string node, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => LogosTestHost.Create(b => b.AddGraph(Shop).Stub(node, Stub.Output(1)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Faulty_graphs_and_wrong_inputs_are_refused()
    {
        Assert.Contains("did you mean `rule`?", Assert.Throws<GraphsRefusedException>(() => LogosTestHost.Create(b => b.AddGraph("name: a\nnodes:\n  a: { type: rul }\n"))).Message, StringComparison.Ordinal);
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop));
        await Assert.ThrowsAsync<ExecutionRefusedException>(() => host.RunAsync("shop", cancellationToken: Token));
        await Assert.ThrowsAsync<ExecutionRefusedException>(() => host.RunAsync("shops", cancellationToken: Token));
    }

    [Fact]
    public async Task A_handler_that_waits_for_what_does_not_come_is_told_of()
    {
        await using var host = LogosTestHost.Create(b =>
        {
            b.AddNode<Gated>("gated").AddGraph("name: g\nnodes:\n  gate: { type: gated }\n");
            b.Services.AddSingleton<Gate>();
            b.Patience = TimeSpan.FromMilliseconds(200);
        });

        Assert.Contains("LGS6011", (await Assert.ThrowsAsync<TimeoutException>(() => host.RunAsync("g", cancellationToken: Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_is_run_again_and_forked_from_a_node()
    {
        var daily = 35;
        await using var host = LogosTestHost.Create(b => b.AddGraph(Shop).Stub("demand", Stub.From(_ => (Value)ValueMap.From([new("daily", daily)]))).Stub("order", Stub.Output(1)));
        var first = await host.RunAsync("shop", new { product = "p" }, cancellationToken: Token);
        daily = 1;

        var fork = await host.ForkAsync(first, "order", new { product = "q" }, Token);
        Assert.Equal((ExecutionStatus.Completed, 0, ValueJson.Parse("""{"product":"q","daily":35}""")), (fork.Status, fork.Calls("demand").Count, Assert.Single(fork.Calls("order")).Input["body"]));
        var again = await host.RerunAsync(first, Token);
        Assert.Equal((NodeStatus.Skipped, 1), (again.Node("order").Status, again.Calls("demand").Count));
        Assert.Equal(404, (await Assert.ThrowsAsync<RepetitionRefusedException>(() => host.ForkAsync(first, "orders", cancellationToken: Token))).Status);
    }

    [Fact]
    public async Task Who_may_answer_an_approval_can_be_tested()
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph("name: asking\nnodes:\n  agree: { type: approval, with: { message: m, approvers: [\"role:buyer\"] } }\noutputs: { by: \"${{ agree.by }}\" }\n"));
        var run = await host.RunAsync("asking", cancellationToken: Token);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.SignalAsync(run, "agree", new { decision = "approved" }, new("bob", []), Token));
        Assert.StartsWith(ExecutionCodes.NotAllowed, refused.Message, StringComparison.Ordinal);
        run = await host.SignalAsync(run, "agree", new { decision = "approved" }, new("ada", ["buyer"]), Token);
        Assert.Equal("ada", run.Results["by"].AsString());
    }
}
