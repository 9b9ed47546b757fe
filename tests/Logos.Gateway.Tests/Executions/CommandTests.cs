using System.Net;
using Logos.Core.Executions;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Executions;

public sealed class CommandTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateway.StartAsync();
        await Admin.SaveAsync(Sent.Hello);
        await Admin.SaveAsync(Sent.Asks);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_approval_is_answered_and_its_form_is_checked()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");

        var shown = (await Admin.GetAsync($"/api/v1/executions/{id}/nodes", Token).JsonAsync()).GetProperty("items")[0];
        var wrong = await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved","form":{"amount":"much"}}""");
        var elsewhere = await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"next","decision":"approved"}""");
        var right = await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved","form":{"amount":12}}""");
        var late = await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"rejected"}""");

        Assert.Equal("ask", shown.GetProperty("waits_for").GetString());
        Assert.Equal("May I?", shown.GetProperty("message").GetString());
        Assert.Equal("integer", shown.GetProperty("form").GetProperty("properties").GetProperty("amount").GetProperty("type").GetString());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, ExecutionCodes.BadAnswer), (wrong.StatusCode, await wrong.CodeAsync()));
        Assert.Equal((HttpStatusCode.NotFound, ApiCodes.NoSuchNode), (elsewhere.StatusCode, await elsewhere.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        await Admin.EndedAsync(id);
        var results = (await Admin.GetAsync($"/api/v1/executions/{id}/results", Token).JsonAsync()).GetProperty("results");
        Assert.Equal(12, results.GetProperty("answer").GetProperty("form").GetProperty("amount").GetInt32());
        Assert.Equal("a test with Admin", results.GetProperty("answer").GetProperty("by").GetString());
    }

    [Fact]
    public async Task Only_who_is_asked_may_answer()
    {
        await Admin.SaveAsync("name: bosses\nnodes:\n  ask: { type: approval, with: { message: well, approvers: ['role:boss'] } }\n");
        var id = await Admin.StartAsync("bosses");
        await Admin.WaitsAsync(id, "ask");
        using var boss = await _gateway.ClientAsync(Scope.Run, roles: ["boss"]);

        var other = await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved"}""");
        var asked = await boss.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved"}""");

        Assert.Equal((HttpStatusCode.Forbidden, ExecutionCodes.NotAllowed), (other.StatusCode, await other.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
    }

    [Fact]
    public async Task A_signal_arrives_and_its_command_can_be_looked_up()
    {
        await Admin.SaveAsync("name: listens\nnodes:\n  paid: { type: wait, with: { signal: payment } }\noutputs: { paid: '${{ paid }}' }\n");
        var id = await Admin.StartAsync("listens");
        await Admin.WaitsAsync(id, "payment");

        var answer = await Admin.PostTextAsync($"/api/v1/executions/{id}/signal", """{"name":"payment","payload":{"amount":3}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var command = (await answer.JsonAsync()).GetProperty("command_id").GetGuid();
        Assert.Equal("done", (await Admin.GetAsync($"/api/v1/executions/{id}/commands/{command}", Token).JsonAsync()).GetProperty("status").GetString());
        Assert.Equal(ApiCodes.NoSuchCommand, await (await Admin.GetAsync($"/api/v1/executions/{id}/commands/{id}", Token)).CodeAsync());
        await Admin.EndedAsync(id);
        Assert.Equal("""{"paid":{"amount":3}}""", (await Admin.GetAsync($"/api/v1/executions/{id}/results", Token).JsonAsync()).GetProperty("results").GetRawText());
    }

    [Fact]
    public async Task What_a_command_came_to_is_told_of_its_own_execution_alone()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        using var others = await _gateway.ClientAsync(Scope.Admin, "other");
        await others.SaveAsync(Sent.Hello);
        var theirs = await others.StartAsync("hello");
        var mine = await Admin.StartAsync("hello");
        var command = (await Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", """{"reason":"enough"}""").JsonAsync()).GetProperty("command_id").GetGuid();

        var own = await Admin.GetAsync($"/api/v1/executions/{id}/commands/{command}", Token);
        var another = await Admin.GetAsync($"/api/v1/executions/{mine}/commands/{command}", Token);
        var foreign = await others.GetAsync($"/api/v1/executions/{theirs}/commands/{command}", Token);

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(ApiCodes.NoSuchCommand, await another.CodeAsync());
        Assert.Equal(ApiCodes.NoSuchCommand, await foreign.CodeAsync());
    }

    [Fact]
    public async Task What_is_cancelled_can_be_tried_again()
    {
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");

        var running = await Admin.PostTextAsync($"/api/v1/executions/{id}/retry", "");
        var cancelled = await Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", """{"reason":"enough"}""");
        await Admin.EndedAsync(id);
        var ended = await Admin.GetAsync($"/api/v1/executions/{id}", Token).JsonAsync();
        var again = await Admin.PostTextAsync($"/api/v1/executions/{id}/retry", "");

        Assert.Equal((HttpStatusCode.Conflict, ExecutionCodes.NotFailed), (running.StatusCode, await running.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal(("cancelled", "enough"), (ended.GetProperty("status").GetString(), ended.GetProperty("error").GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await Admin.WaitsAsync(id, "ask");
    }

    [Fact]
    public async Task An_ended_execution_is_run_again_and_forked_with_other_inputs()
    {
        var id = await Admin.StartAsync("hello", """{"inputs":{"name":"Ada"}}""");
        await Admin.EndedAsync(id);

        var rerun = await Admin.PostTextAsync($"/api/v1/executions/{id}/rerun?wait=30s", "").JsonAsync();
        var fork = await Admin.PostTextAsync($"/api/v1/executions/{id}/fork?wait=30s", """{"node":"greet","inputs":{"name":"Bob"}}""").JsonAsync();
        var nowhere = await Admin.PostTextAsync($"/api/v1/executions/{id}/fork", """{"node":"gret"}""");
        var wrong = await Admin.PostTextAsync($"/api/v1/executions/{id}/fork", """{"node":"greet","inputs":{"times":0}}""");

        Assert.Equal("Hello, Ada!", rerun.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal("Hello, Bob!", fork.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal((HttpStatusCode.NotFound, ExecutionCodes.NoSuchNode), (nowhere.StatusCode, await nowhere.CodeAsync()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task What_has_not_ended_is_not_run_again()
    {
        var id = await Admin.StartAsync("asks");

        var answer = await Admin.PostTextAsync($"/api/v1/executions/{id}/rerun", "");

        Assert.Equal((HttpStatusCode.Conflict, ExecutionCodes.NotEnded), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task All_that_a_filter_finds_is_cancelled_page_by_page_and_tried_again()
    {
        for (var i = 0; i < 5; i++)
            await Admin.WaitsAsync(await Admin.StartAsync("asks", """{"tags":{"lot":"7"}}"""), "ask");
        var other = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(other, "ask");

        var first = await Admin.PostTextAsync("/api/v1/executions/cancel", """{"tag":"lot:7","limit":3}""").JsonAsync();
        var second = await Admin.PostTextAsync("/api/v1/executions/cancel", $$"""{"tag":"lot:7","limit":3,"after":"{{first.GetProperty("next").GetString()}}"}""").JsonAsync();

        Assert.Equal((3, 3), (first.GetProperty("matched").GetInt32(), first.GetProperty("accepted").GetInt32()));
        Assert.Equal((2, 2, false), (second.GetProperty("matched").GetInt32(), second.GetProperty("accepted").GetInt32(), second.TryGetProperty("next", out _)));
        Assert.Equal("running", (await Admin.GetAsync($"/api/v1/executions/{other}", Token).JsonAsync()).GetProperty("status").GetString());
        foreach (var item in (await Admin.GetAsync("/api/v1/executions?tag=lot:7", Token).JsonAsync()).GetProperty("items").EnumerateArray())
            await Admin.EndedAsync(item.GetProperty("id").GetGuid());
        Assert.Equal(5, (await Admin.PostTextAsync("/api/v1/executions/retry", """{"tag":"lot:7"}""").JsonAsync()).GetProperty("accepted").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await Admin.PostTextAsync("/api/v1/executions/cancel", """{"tag":"lot:7","after":"running:x"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Admin.PostTextAsync("/api/v1/executions/cancel", "{}")).StatusCode);
    }
}
