using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Core.Tests.Executions;

public sealed class FlowTests
{
    private const string Http = "type: http, with: { url: \"https://example.org\" }";

    [Fact]
    public void A_diamond_joins_when_both_sides_are_done()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}} }
              b: { {{Http}}, needs: [a] }
              c: { {{Http}}, needs: [a] }
              d: { {{Http}}, needs: [b, c] }
            """);
        Assert.Equal(["a"], play.Dispatched);
        Assert.Equal(["b", "c"], play.Good("a").Dispatched);
        Assert.Empty(play.Good("c").Dispatched);
        Assert.Equal(["d"], play.Good("b").Dispatched);
        Assert.Contains(Decision.ComputeOutputs.Instance, play.Good("d").Decided);
        Assert.Equal(ExecutionStatus.Completed, play.Outputs().State.Status);
    }

    [Fact]
    public void A_condition_that_is_false_skips_the_node_and_what_needs_it()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}} }
              b: { {{Http}}, needs: [a], when: a.ok == false }
              c: { {{Http}}, needs: [b] }
              d: { {{Http}}, needs: [c], join: done }
            """);
        play.Good("a");
        Assert.Equal("a:succeeded b:skipped c:skipped d:running", play.Statuses);
        Assert.Equal("`a.ok == false` is false", play["b"].SkippedBecause);
        Assert.Equal("`b` was skipped", play["c"].SkippedBecause);
    }

    [Fact]
    public void Any_runs_with_the_first_success_and_skips_without_one()
    {
        const string Graph = $$"""
            nodes:
              a: { {{Http}}, on_error: continue }
              b: { {{Http}}, when: inputs.a.go == true }
              c: { {{Http}}, needs: [a, b], join: any }
            """;
        Assert.Equal(["c"], new Play(Graph).Good("a").Dispatched);
        var neither = new Play("nodes:\n  a: { type: http, with: { url: \"https://example.org\" }, when: inputs.a.go == true }\n  c: { type: http, with: { url: \"https://example.org\" }, needs: [a], join: any }");
        Assert.Equal("a:skipped c:skipped", neither.Statuses);
    }

    [Fact]
    public void An_edge_that_is_not_taken_counts_as_skipped()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}} }
              b: { {{Http}} }
            edges:
              - { from: a, to: b, when: a.ok == false }
            """);
        play.Good("a");
        Assert.Equal("a:succeeded b:skipped", play.Statuses);
        Assert.Contains("the edge from `a` is not taken", play["b"].SkippedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transient_failure_is_tried_again_after_a_growing_delay_under_a_new_attempt()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}}, retry: { attempts: 3, delay: 1s, jitter: false } }
            """);
        var start = play.Now;
        play.Bad("a", FailureKind.Transient);
        Assert.Equal((NodeStatus.Ready, 2, start.AddSeconds(1)), (play["a"].Status, play["a"].Attempt, play["a"].DueAt));
        Assert.Equal(["a"], play.Wait().Dispatched);
        play.Bad("a", FailureKind.Transient);
        Assert.Equal(start.AddSeconds(3), play["a"].DueAt);
        play.Wait().Bad("a", FailureKind.Transient);
        Assert.Equal((ExecutionStatus.Failed, NodeStatus.Failed, 3), (play.State.Status, play["a"].Status, play["a"].Attempt));
    }

    [Fact]
    public void A_permanent_failure_is_not_tried_again() =>
        Assert.Equal(ExecutionStatus.Failed, new Play($"nodes:\n  a: {{ {Http} }}").Bad("a").State.Status);

    [Fact]
    public void Retry_after_is_waited_for_even_beyond_the_longest_delay()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}}, retry: { attempts: 2, delay: 1s, max_delay: 2s } }
            """);
        var start = play.Now;
        play.Bad("a", FailureKind.Transient, TimeSpan.FromMinutes(5));
        Assert.Equal(start.AddMinutes(5), play["a"].DueAt);
    }

    [Fact]
    public void The_result_of_an_older_attempt_is_history()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, retry: {{ attempts: 2, delay: 1s }} }}");
        var first = play.Key("a", TaskKey.NoItem);
        play.Bad("a", FailureKind.Transient).Wait();
        play.Apply(new ExecutionEvent.TaskEnded(play.Now, first, [new(0, new Outcome.Succeeded(Payload.Null, default), play.Now, play.Now, "w2")]));
        Assert.Empty(play.Decided);
        Assert.Equal(NodeStatus.Running, play["a"].Status);
    }

    [Fact]
    public void What_the_last_attempt_was_given_is_recorded_and_a_retry_by_hand_forgets_it()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, retry: {{ attempts: 2, delay: 1s }} }}");
        play.Bad("a", FailureKind.Transient, input: """{"n":1}""");
        Assert.Equal("""{"n":1}""", play["a"].Input!.Read().ToJson());
        play.Wait().Bad("a", input: """{"n":2}""");
        Assert.Equal("""{"n":2}""", play.State.TakeChanges().Nodes[0].Input!.Read().ToJson());
        Assert.Null(play.Retry()["a"].Input);
    }

    [Fact]
    public void A_fallback_lets_the_graph_go_on_and_keeps_the_error()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}}, on_error: { fallback: { ok: false } } }
              b: { {{Http}}, needs: [a], when: a.$error != null }
            """);
        Assert.IsType<Decision.EvaluateFallback>(Assert.Single(play.Bad("a").Decided));
        play.Apply(new ExecutionEvent.FallbackEvaluated(play.Now, 0, new Outcome.Succeeded(Payload.Null, default)));
        Assert.Equal("a:succeeded b:running", play.Statuses);
        Assert.Equal("broken", play["a"].Error!.Message);
    }

    [Fact]
    public void Under_continue_downstream_sees_the_status()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}}, on_error: continue }
              b: { {{Http}}, needs: [a], when: a.$status == "failed" }
            """);
        play.Bad("a");
        Assert.Equal("a:failed b:running", play.Statuses);
    }

    [Fact]
    public void A_linear_run_of_deterministic_nodes_travels_as_one_task()
    {
        const string Rule = "type: rule, with: { output: { ok: true } }";
        const string Graph = $$"""
            nodes:
              a: { {{Rule}} }
              b: { {{Rule}}, needs: [a] }
              c: { {{Rule}}, needs: [b] }
            """;
        var play = new Play(Graph);
        Assert.Equal(["a+2"], play.Dispatched);
        Assert.Equal(["c"], play.Segment("a", "b").Dispatched);
        Assert.Contains(Decision.ComputeOutputs.Instance, play.Segment("c").Decided);
        Assert.Equal(["a"], new Play(Graph, options: new() { Fusing = false }).Dispatched);
    }

    [Fact]
    public void The_third_silence_convicts_the_task_and_keeps_it()
    {
        var play = new Play($"nodes:\n  a: {{ {Http} }}");
        play.Claim("a").Silent("a");
        Assert.True(Assert.IsType<Decision.Dispatch>(Assert.Single(play.Decided)).Quarantine);
        play.Claim("a").Silent("a").Claim("a").Silent("a");
        Assert.Contains(play.Decided, d => d is Decision.Bury);
        Assert.Equal(ExecutionCodes.Poison, play["a"].Error!.Code);
    }

    [Fact]
    public void A_wait_of_a_minute_ends_after_a_minute()
    {
        var play = new Play("nodes:\n  a: { type: wait, with: { for: 1m } }");
        var start = play.Now;
        play.Given("a", "{\"for\": \"1m\"}").Wait();
        Assert.Equal((NodeStatus.Succeeded, start.AddMinutes(1)), (play["a"].Status, play.Now));
    }

    [Fact]
    public void A_signal_that_comes_early_is_kept_for_its_node()
    {
        var play = new Play("nodes:\n  a: { type: wait, with: { signal: paid } }");
        play.Signal("paid", "{\"by\": \"ada\"}");
        Assert.Equal(200, play.Verdict!.Status);
        play.Given("a", "{\"signal\": \"paid\"}");
        Assert.Equal("{\"by\":\"ada\"}", play["a"].Output!.Read().ToJson());
    }

    [Fact]
    public void The_first_approval_decides_and_a_later_one_is_refused()
    {
        var play = new Play($"nodes:\n  a: {{ type: approval, with: {{ message: Well }} }}\n  b: {{ {Http}, needs: [a] }}").Given("a");
        Assert.Equal(200, play.Signal("a", "{\"decision\": \"approved\"}").Verdict!.Status);
        Assert.Equal((409, ExecutionCodes.AlreadyDecided), (play.Signal("a").Verdict!.Status, play.Verdict!.Code));
    }

    [Fact]
    public void A_thousand_signals_of_a_name_are_kept_and_the_next_is_refused()
    {
        var play = new Play($"nodes:\n  a: {{ {Http} }}");
        for (var i = 0; i < 1000; i++)
            Assert.Equal(200, play.Signal("x").Verdict!.Status);
        Assert.Equal((409, ExecutionCodes.TooManySignals), (play.Signal("x").Verdict!.Status, play.Verdict!.Code));
    }

    [Fact]
    public void A_loop_goes_round_until_its_bound()
    {
        var play = new Play("nodes:\n  a: { type: loop, with: { graph: g, until: last.ok == true, max: 2 } }");
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(round, Assert.IsType<Decision.StartChild>(play.Given("a", "{\"max\": 2}").Decided[0]).Round);
            Assert.IsType<Decision.CheckLoop>(play.Child("a").Decided[0]);
            play.Apply(new ExecutionEvent.LoopChecked(play.Now, 0, round, false));
        }

        Assert.Equal(ExecutionCodes.LoopBound, play["a"].Error!.Code);
    }

    [Fact]
    public void A_chain_of_ten_thousand_is_skipped_without_a_stack()
    {
        var text = new System.Text.StringBuilder("nodes:\n  n0: { type: http, with: { url: \"https://example.org\" }, when: inputs.a.go == true }\n");
        for (var i = 1; i < 10_000; i++)
            text.Append($"  n{i}: {{ type: http, with: {{ url: \"https://example.org\" }}, needs: [n{i - 1}] }}\n");
        Assert.Equal(NodeStatus.Skipped, new Play(text.ToString())["n9999"].Status);
    }
}
