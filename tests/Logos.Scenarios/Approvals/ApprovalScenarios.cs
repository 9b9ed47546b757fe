using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Approvals;

/// <summary>A person's yes or no.</summary>
public abstract class ApprovalScenarios(Deployment deployment)
{
    private const string Asking = """
        name: asking
        inputs: { total: { type: number, default: 12000 } }
        nodes:
          approve:
            type: approval
            with:
              message: "Order over ${{ inputs.total }}?"
              form: { type: object, required: [reason], properties: { reason: { type: string, minLength: 3 }, amount: { type: number } } }
        outputs: { answer: "${{ approve }}" }
        """;

    private const string Quiet = """
        name: quiet
        nodes:
          approve: { type: approval, with: { message: "Well?", within: 200ms, on_timeout: SILENCE } }
        outputs: { decision: "${{ approve.decision }}" }
        """;

    [Theory]
    [InlineData("approved")]
    [InlineData("rejected")]
    public async Task The_answer_is_what_the_node_yields(string decision)
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking);
        await api.WaitingAsync(execution, "approve");
        (await api.ApproveAsync(execution, "approve", decision, new { reason = "quite right ✓", amount = 3.5 })).Good();
        var ended = await api.EndAsync(execution);
        Assert.Equal(decision, ended.Text("results.answer.decision"));
        Assert.Equal("quite right ✓", ended.Text("results.answer.form.reason"));
        Assert.Equal((await api.GetAsync("/api/v1/me")).Good().Text("name"), ended.Text("results.answer.by"));
        Assert.True(ended.At("results.answer.at").GetDateTimeOffset() <= ended.At("ended_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_is_asked_can_be_read_while_it_waits()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking);
        await api.WaitingAsync(execution, "approve");
        var node = await api.NodeOfAsync(execution, "approve");
        Assert.Contains("12000", node.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("string", node.Text("form.properties.reason.type"));
        (await api.CancelAsync(execution)).Good();
    }

    [Fact]
    public async Task A_form_that_does_not_fit_changes_nothing_and_tells_every_fault()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking);
        await api.WaitingAsync(execution, "approve");
        var told = (await api.ApproveAsync(execution, "approve", "approved", new { reason = "x", amount = "much" })).Problem(HttpStatusCode.UnprocessableEntity, "LGS3020");
        Assert.Contains("reason", told.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("amount", told.Json.GetRawText(), StringComparison.Ordinal);
        (await api.ApproveAsync(execution, "approve", "approved")).Problem(HttpStatusCode.UnprocessableEntity, "LGS3020");
        (await api.ApproveAsync(execution, "approve", "perhaps", new { reason = "good" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await api.ApproveAsync(execution, "approve", "approved", new { reason = "good" })).Good();
        Assert.Equal("good", (await api.EndAsync(execution)).Text("results.answer.form.reason"));
    }

    [Fact]
    public async Task The_first_decision_counts()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking.Replace("nodes:", "nodes:\n  hold: { type: wait, needs: [approve], with: { signal: go } }", StringComparison.Ordinal));
        await api.WaitingAsync(execution, "approve");
        (await api.ApproveAsync(execution, "approve", "rejected")).Good();
        (await api.ApproveAsync(execution, "approve", "approved", new { reason = "after all" })).Problem(HttpStatusCode.Conflict, "LGS3015");
        (await api.SignalAsync(execution, "go")).Good();
        Assert.Equal("rejected", (await api.EndAsync(execution)).Text("results.answer.decision"));
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_is_heard()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking.Replace("nodes:", "nodes:\n  hold: { type: wait, needs: [approve], with: { signal: go } }", StringComparison.Ordinal));
        await api.WaitingAsync(execution, "approve");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => api.ApproveAsync(execution, "approve", "approved", new { reason = $"person {i}" })));
        var heard = Assert.Single(Enumerable.Range(0, 10), i => answers[i].Status == HttpStatusCode.OK);
        Assert.Equal(9, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        (await api.SignalAsync(execution, "go")).Good();
        Assert.Equal($"person {heard}", (await api.EndAsync(execution)).Text("results.answer.form.reason"));
    }

    [Fact]
    public async Task An_answer_before_the_question_is_kept()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking.Replace("nodes:", "nodes:\n  hold: { type: wait, with: { signal: go } }", StringComparison.Ordinal).Replace("type: approval", "type: approval\n    needs: [hold]", StringComparison.Ordinal));
        (await api.ApproveAsync(execution, "approve", "approved", new { reason = "early" })).Good();
        (await api.SignalAsync(execution, "go")).Good();
        Assert.Equal("early", (await api.EndAsync(execution)).Text("results.answer.form.reason"));
    }

    [Fact]
    public async Task Only_those_who_are_named_may_decide()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: named
            nodes:
              approve: { type: approval, with: { message: "Well?", approvers: [boss, "role:buyers"] } }
            outputs: { by: "${{ approve.by }}" }
            """);
        await api.WaitingAsync(execution, "approve");
        using var someone = deployment.With((await api.PostAsync("/api/v1/tokens", new { name = "someone", scope = "run" })).Good().Text("token"));
        (await someone.ApproveAsync(execution, "approve", "approved")).Problem(HttpStatusCode.Forbidden, "LGS3021");
        using var buyer = deployment.With((await api.PostAsync("/api/v1/tokens", new { name = "berta", scope = "run", roles = new[] { "buyers" } })).Good().Text("token"));
        (await buyer.ApproveAsync(execution, "approve", "approved")).Good();
        Assert.Equal("berta", (await api.EndAsync(execution)).Text("results.by"));
    }

    [Theory]
    [InlineData("approve", "approved")]
    [InlineData("reject", "rejected")]
    public async Task Silence_can_be_an_answer(string silence, string decision)
    {
        using var api = deployment.Admin;
        Assert.Equal(decision, (await api.RunAsync(Quiet.Replace("SILENCE", silence, StringComparison.Ordinal))).Text("results.decision"));
    }

    [Fact]
    public async Task Silence_can_be_a_failure()
    {
        using var api = deployment.Admin;
        Assert.Equal("LGS3003", (await api.RunAsync(Quiet.Replace("SILENCE", "fail", StringComparison.Ordinal))).Text("error.code"));
    }

    [Fact]
    public async Task A_node_that_asks_nothing_takes_no_answer()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Asking);
        await api.WaitingAsync(execution, "approve");
        Assert.InRange((int)(await api.ApproveAsync(execution, "nothing", "approved")).Status, 404, 422);
        (await api.CancelAsync(execution)).Good();
        await api.EndAsync(execution);
        (await api.ApproveAsync(execution, "approve", "approved", new { reason = "late" })).Expect(HttpStatusCode.Conflict);
    }
}
