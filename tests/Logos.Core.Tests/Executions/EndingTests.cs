using Logos.Core.Executions;

namespace Logos.Core.Tests.Executions;

public sealed class EndingTests
{
    private const string Http = "type: http, with: { url: \"https://example.org\" }";
    private const string Undo = "compensate: { type: http, with: { url: \"https://example.org/undo\" } }";

    [Fact]
    public void Cancelling_ends_what_nobody_holds_and_awaits_what_is_claimed()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}} }
              b: { {{Http}} }
              c: { {{Http}}, needs: [a] }
            """).Claim("b").Cancel();
        Assert.Equal(200, play.Verdict!.Status);
        Assert.Equal("a:cancelled b:running c:cancelled", play.Statuses);
        Assert.Equal(2, play.Decided.Count(d => d is Decision.StopTask));
        Assert.Equal(ExecutionStatus.Running, play.State.Status);
        Assert.Equal((409, ExecutionCodes.IsEnding), (play.Cancel().Verdict!.Status, play.Verdict!.Code));
        Assert.Equal(ExecutionStatus.Cancelled, play.Good("b").State.Status);
        Assert.Equal((409, ExecutionCodes.HasEnded), (play.Cancel().Verdict!.Status, play.Verdict!.Code));
    }

    [Fact]
    public void What_was_done_is_undone_in_the_reverse_order_and_the_rest_goes_on_after_a_failure()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}}, {{Undo}} }
              b: { {{Http}}, {{Undo}}, needs: [a] }
              c: { {{Http}}, needs: [b] }
            """);
        play.Good("a").Good("b").Bad("c");
        Assert.Equal(["undo b"], play.Dispatched);
        Assert.Equal(ExecutionPhase.Compensating, play.State.Phase);
        Assert.Equal(["undo a"], play.Undone("b", good: false).Dispatched);
        Assert.Equal(ExecutionStatus.Failed, play.Undone("a").State.Status);
        Assert.Equal((CompensationStatus.Failed, CompensationStatus.Done), (play["b"].Compensation, play["a"].Compensation));
    }

    [Fact]
    public void A_compensation_whose_worker_falls_silent_is_handed_out_again_and_ends_at_the_third_silence()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http}, needs: [a] }}").Good("a").Bad("b");
        var undo = new TaskKey(0, TaskKey.NoItem, 1, TaskPurpose.Compensate);
        for (var silence = 1; silence < 3; silence++)
        {
            play.Apply(new ExecutionEvent.TaskClaimed(play.Now, undo, "w1"));
            Assert.DoesNotContain(play.State.Resume(), d => d is Decision.Dispatch);
            play.Apply(new ExecutionEvent.TaskSilent(play.Now, undo));
            Assert.True(Assert.Single(play.Decided.OfType<Decision.Dispatch>()).Quarantine);
        }

        play.Apply(new ExecutionEvent.TaskClaimed(play.Now, undo, "w1")).Apply(new ExecutionEvent.TaskSilent(play.Now, undo));
        Assert.Equal((CompensationStatus.Failed, ExecutionCodes.Poison), (play["a"].Compensation, play["a"].CompensationError!.Code));
        Assert.Equal(ExecutionStatus.Failed, play.State.Status);
    }

    [Fact]
    public void A_compensation_that_a_worker_gives_back_is_handed_out_again()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http}, needs: [a] }}").Good("a").Bad("b");
        var undo = new TaskKey(0, TaskKey.NoItem, 1, TaskPurpose.Compensate);
        play.Apply(new ExecutionEvent.TaskClaimed(play.Now, undo, "w1")).Apply(new ExecutionEvent.TaskReleased(play.Now, undo));
        Assert.Equal(["undo a"], play.Dispatched);
        Assert.Equal(CompensationStatus.Done, play.Undone("a")["a"].Compensation);
    }

    [Fact]
    public void A_success_that_comes_after_the_end_is_undone()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, {Undo} }}").Cancel();
        Assert.Equal(ExecutionStatus.Cancelled, play.State.Status);
        Assert.Equal(["undo a"], play.Good("a").Dispatched);
        play.Undone("a");
        Assert.Equal((ExecutionStatus.Cancelled, NodeStatus.Cancelled, CompensationStatus.Done), (play.State.Status, play["a"].Status, play["a"].Compensation));
        Assert.Empty(play.Good("a").Decided);
    }

    [Fact]
    public void The_deadline_ends_an_execution_as_timed_out()
    {
        var due = new DateTimeOffset(2026, 3, 1, 13, 0, 0, TimeSpan.Zero);
        var play = new Play($"nodes:\n  a: {{ {Http} }}", deadline: due).Wait();
        Assert.Equal((ExecutionStatus.TimedOut, ExecutionCodes.DeadlinePassed), (play.State.Status, play.State.Error!.Code));
    }

    [Fact]
    public void Retrying_keeps_what_succeeded_and_numbers_attempts_on()
    {
        var play = new Play($$"""
            nodes:
              a: { {{Http}} }
              b: { {{Http}}, needs: [a] }
              c: { {{Http}}, needs: [b] }
            """).Good("a").Bad("b");
        Assert.Equal("a:succeeded b:failed c:cancelled", play.Statuses);
        Assert.Equal(["b"], play.Retry().Dispatched);
        Assert.Equal(2, play["b"].Attempt);
        play.Good("b").Good("c");
        Assert.Equal(ExecutionStatus.Completed, play.Outputs().State.Status);
        Assert.Equal((409, ExecutionCodes.NotFailed), (play.Retry().Verdict!.Status, play.Verdict!.Code));
    }

    [Fact]
    public void Retrying_after_compensation_is_refused()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, {Undo} }}\n  b: {{ {Http}, needs: [a] }}").Good("a").Bad("b").Undone("a");
        Assert.Equal((409, ExecutionCodes.WasCompensated), (play.Retry().Verdict!.Status, play.Verdict!.Code));
    }

    [Fact]
    public void Foreach_keeps_to_its_concurrency_and_ends_with_the_last_item()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, foreach: {{ items: \"${{{{ inputs.list }}}}\", concurrency: 2 }} }}").Items("a", 3);
        Assert.Equal(["a[0]", "a[1]"], play.Dispatched);
        Assert.Equal(["a[2]"], play.Good("a", item: 1).Dispatched);
        play.Good("a", item: 0);
        Assert.IsType<Decision.ComposeItems>(Assert.Single(play.Good("a", item: 2).Decided));
        Assert.Equal(NodeStatus.Succeeded, play.Composed("a")["a"].Status);
    }

    [Fact]
    public void A_failing_item_stops_the_others_and_the_node()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, foreach: {{ items: \"${{{{ inputs.list }}}}\", concurrency: 2 }} }}").Items("a", 5);
        play.Claim("a", item: 1).Bad("a", item: 0);
        Assert.Equal(NodeStatus.Running, play["a"].Status);
        play.Good("a", item: 1);
        Assert.Equal((NodeStatus.Failed, ExecutionCodes.ItemsFailed, 2), (play["a"].Status, play["a"].Error!.Code, play["a"].Cursor));
    }

    [Fact]
    public void Under_continue_every_item_runs()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, on_error: continue, foreach: {{ items: \"${{{{ inputs.list }}}}\", concurrency: 5 }} }}").Items("a", 2);
        play.Bad("a", item: 0);
        Assert.IsType<Decision.ComposeItems>(Assert.Single(play.Good("a", item: 1).Decided));
        Assert.Equal("broken", play["a"].Items![0].Error!.Message);
    }

    [Theory]
    [InlineData("a.$errors[1].code == \"LGS9999\" && a.$errors[1].message == \"broken\"")]
    [InlineData("len(a.$errors) == 3 && a.$errors[0] == null && a.$errors[2] == null")]
    [InlineData("a.$status == \"succeeded\" && a.$error == null")]
    public void A_foreach_that_goes_on_tells_of_each_item_why_it_failed(string condition)
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, on_error: continue, foreach: {{ items: \"${{{{ inputs.list }}}}\" }} }}\n  b: {{ {Http}, needs: [a], when: '{condition}' }}").Items("a", 3);
        play.Good("a", item: 0).Bad("a", item: 1).Good("a", item: 2).Composed("a");
        Assert.Equal("a:succeeded b:running", play.Statuses);
    }

    [Fact]
    public void Retrying_a_foreach_runs_only_the_items_that_did_not_succeed()
    {
        var play = new Play($"nodes:\n  a: {{ {Http}, foreach: {{ items: \"${{{{ inputs.list }}}}\", concurrency: 1 }} }}").Items("a", 3);
        play.Good("a", item: 0).Bad("a", item: 1);
        Assert.Equal(ExecutionStatus.Failed, play.State.Status);
        Assert.Equal(["a[1]"], play.Retry().Dispatched);
        Assert.Equal(["a[2]"], play.Good("a", item: 1).Dispatched);
    }

    [Fact]
    public void A_cancelled_parent_waits_for_its_child()
    {
        var play = new Play("nodes:\n  a: { type: subgraph, with: { graph: g } }").Given("a", "{\"graph\": \"g\"}").Cancel();
        Assert.Contains(play.Decided, d => d is Decision.CancelChild);
        Assert.Equal(ExecutionStatus.Running, play.State.Status);
        Assert.Equal(ExecutionStatus.Cancelled, play.Child("a", good: false).State.Status);
    }

    [Fact]
    public void A_fork_takes_over_what_it_is_given()
    {
        var play = new Play($"nodes:\n  a: {{ {Http} }}\n  b: {{ {Http}, needs: [a] }}", seeds: [new(0, Payload.Null, default)]);
        Assert.Equal("a:succeeded b:running", play.Statuses);
        Assert.Equal(["b"], play.Dispatched);
    }
}
