using System.Net;
using System.Net.Http.Json;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Failures;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Logos.Gateway.Tests.Failures;

public sealed class FailureTests
{
    private const string Failing = """
        name: shaky
        inputs: { fine: { type: boolean, default: false } }
        nodes:
          check: { type: assert, with: { checks: [ { that: inputs.fine, message: "it is not so" } ] } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_starts_the_graph_of_its_workspace_with_what_failed()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await StartAsync(service);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "alarm" }, Token);

        var failed = await gateway.RunAsync("shaky");

        var told = await service.HearAsync();
        Assert.Equal(ExecutionStatus.Failed, failed.Row.Status);
        Assert.Contains($"\"execution\":\"{failed.Head.Id}\",\"graph\":\"shaky\"", told, StringComparison.Ordinal);
        Assert.Contains(failed.Row.Error!.Code, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_often_a_failure_is_seen_it_starts_one_execution()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await StartAsync(service);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "alarm" }, Token);
        var failed = await gateway.RunAsync("shaky");
        await service.HearAsync();
        var rounds = new FailureRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await rounds.LookAsync(failed.Head.Id, TimeProvider.System.GetUtcNow(), Token);
            await rounds.SweepAsync(TimeProvider.System.GetUtcNow(), Token);
        })));

        Assert.Single(await AlarmsAsync(gateway));
    }

    [Fact]
    public async Task What_failed_while_nobody_listened_is_found_in_the_store()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await StartAsync(service);
        // Nobody hears of these: nothing is to run yet.
        var first = await gateway.RunAsync("shaky");
        var second = await gateway.RunAsync("shaky");
        await gateway.Engine.Documents.WriteAsync([new FailureHook("alarm", first.Head.CreatedAt).Write("default", FailureHook.OfWorkspace, 0)], Token);
        var rounds = new FailureRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance);

        await rounds.SweepAsync(TimeProvider.System.GetUtcNow(), Token);
        await rounds.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(1), Token);

        var alarms = await AlarmsAsync(gateway);
        Assert.Equal(new[] { first.Head.Id, second.Head.Id }.Select(id => id.ToString()).Order(), alarms.Select(alarm => alarm.Tags[FailureRounds.Tag]).Order());
    }

    [Fact]
    public async Task What_fails_because_of_a_failure_starts_nothing()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync(Failing);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "shaky" }, Token);
        var failed = await gateway.RunAsync("shaky");
        var rounds = new FailureRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance);
        await rounds.LookAsync(failed.Head.Id, TimeProvider.System.GetUtcNow(), Token);
        var second = (await gateway.Engine.Executions.ListAsync(new() { Tag = new(FailureRounds.Tag, failed.Head.Id.ToString()) }, null, 10, Token)).Items.Single();
        Assert.Equal(ExecutionStatus.Failed, (await gateway.EndAsync(second.Id)).Row.Status);

        await rounds.LookAsync(second.Id, TimeProvider.System.GetUtcNow(), Token);
        await rounds.SweepAsync(TimeProvider.System.GetUtcNow(), Token);

        Assert.Equal(2, (await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items.Count);
    }

    [Fact]
    public async Task The_graphs_own_comes_before_that_of_the_workspace_and_can_be_taken_away()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await StartAsync(service);
        await gateway.SaveAsync(Failing.Replace("shaky", "other", StringComparison.Ordinal));
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "other" }, Token);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.PutAsJsonAsync("/api/v1/graphs/shaky/on-failure", new { graph = "alarm" }, Token)).StatusCode);

        await gateway.RunAsync("shaky");
        await service.HearAsync();
        Assert.Equal("alarm", (await gateway.Admin.GetAsync("/api/v1/graphs/shaky/on-failure", Token).JsonAsync()).GetProperty("graph").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync("/api/v1/graphs/shaky/on-failure", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync("/api/v1/graphs/shaky/on-failure", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.PutAsJsonAsync("/api/v1/graphs/nowhere/on-failure", new { graph = "alarm" }, Token)).StatusCode);
        using var stranger = await gateway.ClientAsync(Scope.Admin, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/api/v1/on-failure", Token)).StatusCode);
    }

    [Fact]
    public async Task A_graph_that_asks_for_more_than_there_is_is_refused()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync("""
            name: picky
            inputs: { colour: { type: string, required: true } }
            nodes:
              one: { type: rule, with: { output: 1 } }
            """);

        var answer = await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "picky" }, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(FailureCodes.BadHook, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_cannot_be_started_is_told_of()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await StartAsync(service);
        await gateway.Engine.Documents.WriteAsync([new FailureHook("gone", DateTimeOffset.MinValue).Write("default", FailureHook.OfWorkspace, 0)], Token);
        var failed = await gateway.RunAsync("shaky");

        await new FailureRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance).LookAsync(failed.Head.Id, TimeProvider.System.GetUtcNow(), Token);

        var error = (await gateway.Admin.GetAsync("/api/v1/on-failure", Token).JsonAsync()).GetProperty("last_error");
        Assert.Equal(GatewayCodes.NoSuchGraph, error.GetProperty("code").GetString());
        Assert.Equal(failed.Head.Id, error.GetProperty("execution_id").GetGuid());
    }

    private static async Task<Gateway> StartAsync(Echo service)
    {
        var gateway = await Gateway.StartAsync(settings: Echo.Allowed);
        await gateway.SaveAsync(Failing);
        await gateway.SaveAsync($$$"""
            name: alarm
            inputs: { execution_id: { type: string, required: true }, graph: { type: string }, error: { type: object } }
            nodes:
              tell: { type: http, with: { method: POST, url: "{{{service.Address}}}/", body: { execution: "${{ inputs.execution_id }}", graph: "${{ inputs.graph }}", code: "${{ inputs.error.code }}" } } }
            """);
        return gateway;
    }

    private static async Task<IReadOnlyList<ExecutionSummary>> AlarmsAsync(Gateway gateway) => (await gateway.Engine.Executions.ListAsync(new() { Graph = "alarm" }, null, 100, Token)).Items;
}
