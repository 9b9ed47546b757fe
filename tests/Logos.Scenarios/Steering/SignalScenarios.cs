using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Steering;

/// <summary>What waits for a signal or a time.</summary>
public abstract class SignalScenarios(Deployment deployment)
{
    private const string One = """
        name: signalled
        nodes:
          go: { type: wait, with: { signal: go } }
        outputs: { said: "${{ go }}" }
        """;

    [Fact]
    public async Task A_signal_is_what_the_wait_yields()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        await api.WaitingAsync(execution, "go");
        Assert.NotEmpty((await api.SignalAsync(execution, "go", new { amount = 12.50m, wer = "Jürgen 🚀" })).Expect(HttpStatusCode.OK).Text("command_id"));
        var ended = await api.EndAsync(execution);
        Assert.Equal("12.5", ended.At("results.said.amount").GetRawText());
        Assert.Equal("Jürgen 🚀", ended.Text("results.said.wer"));
    }

    [Fact]
    public async Task A_signal_that_comes_before_anybody_waits_is_kept()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: early
            nodes:
              before: { type: http, timeout: 30s, with: { url: SITE/hold/KEY } }
              go: { type: wait, needs: [before], with: { signal: go } }
            outputs: { said: "${{ go }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        await deployment.Site.ArrivedAsync(key);
        (await api.SignalAsync(execution, "go", "early")).Good();
        deployment.Site.Release(key);
        Assert.Equal("early", (await api.EndAsync(execution)).Text("results.said"));
    }

    [Fact]
    public async Task Signals_of_one_name_are_taken_in_their_order()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: queue
            nodes:
              one: { type: wait, with: { signal: next } }
              two: { type: wait, needs: [one], with: { signal: next } }
              three: { type: wait, needs: [two], with: { signal: next } }
            outputs: { all: ["${{ one }}", "${{ two }}", "${{ three }}"] }
            """);
        for (var i = 1; i <= 3; i++)
            (await api.SignalAsync(execution, "next", i)).Good();
        Assert.Equal("[1,2,3]", (await api.EndAsync(execution)).At("results.all").GetRawText());
    }

    [Fact]
    public async Task A_signal_of_another_name_ends_no_wait()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        await api.WaitingAsync(execution, "go");
        (await api.SignalAsync(execution, "stop", 1)).Good();
        Assert.Equal("running", (await api.NodeOfAsync(execution, "go")).Text("status"));
        (await api.SignalAsync(execution, "go", 2)).Good();
        Assert.Equal(2, (await api.EndAsync(execution)).Number("results.said"));
    }

    [Fact]
    public async Task Who_waits_says_for_what()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        await api.WaitingAsync(execution, "go");
        Assert.Contains("go", (await api.NodeOfAsync(execution, "go")).At("waits_for").GetRawText(), StringComparison.Ordinal);
        Assert.Contains(await api.TimelineAsync(execution), each => each.GetProperty("event").GetString() == "node.waiting" && each.GetProperty("node").GetString() == "go");
        (await api.SignalAsync(execution, "go")).Good();
        Assert.Equal(JsonValueKind.Null, (await api.EndAsync(execution)).At("results.said").ValueKind);
    }

    [Fact]
    public async Task A_signal_that_does_not_come_in_time_times_out()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One.Replace("signal: go", "signal: go, within: 200ms", StringComparison.Ordinal));
        var ended = await api.EndAsync(execution);
        Assert.Equal("LGS3003", ended.Text("error.code"));
        Assert.Equal("timed_out", (await api.NodeOfAsync(execution, "go")).Text("status"));
    }

    [Fact]
    public async Task A_wait_for_a_time_lasts_so_long()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: nap
            nodes:
              nap: { type: wait, with: { for: 300ms } }
            """);
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        Assert.InRange((await api.NodeOfAsync(execution, "nap")).Number("duration_ms"), 295, 10_000);
    }

    [Fact]
    public async Task A_wait_until_a_time_that_has_passed_ends_at_once()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: past
            inputs: { at: { type: string, required: true } }
            nodes:
              a: { type: wait, with: { until: "${{ inputs.at }}" } }
            """, new { at = "2020-01-31T08:00:00Z" });
        Assert.Equal("completed", ended.Text("status"));
    }

    [Fact]
    public async Task What_has_ended_takes_no_signal()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        (await api.SignalAsync(execution, "go")).Good();
        await api.EndAsync(execution);
        (await api.SignalAsync(execution, "go")).Problem(HttpStatusCode.Conflict, "LGS3010");
    }

    [Theory]
    [InlineData(70_000, 1)]
    [InlineData(1, 1_025)]
    public async Task A_signal_that_carries_too_much_is_refused(int payload, int name)
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        (await api.SignalAsync(execution, new string('n', name), new string('x', payload))).Problem(HttpStatusCode.UnprocessableEntity, "LGS3030");
        (await api.SignalAsync(execution, "go")).Good();
        await api.EndAsync(execution);
    }

    [Fact]
    public async Task A_signal_to_nobody_is_not_found()
    {
        using var api = deployment.Admin;
        foreach (var id in new[] { Guid.CreateVersion7().ToString(), "nobody", "..", "%2e%2e%2f" })
            (await api.SignalAsync(id, "go")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_signal_without_a_name_is_refused()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        Assert.InRange((int)(await api.PostAsync($"/api/v1/executions/{execution}/signal", new { payload = 1 })).Status, 400, 422);
        (await api.CancelAsync(execution)).Good();
    }

    [Fact]
    public async Task A_command_can_be_asked_for_later()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(One);
        var command = (await api.SignalAsync(execution, "go", 1)).Good().Text("command_id");
        await api.EndAsync(execution);
        Assert.Equal("done", (await api.GetAsync($"/api/v1/executions/{execution}/commands/{command}")).Good().Text("status"));
        (await api.GetAsync($"/api/v1/executions/{execution}/commands/{Guid.CreateVersion7()}")).Expect(HttpStatusCode.NotFound);
    }
}
