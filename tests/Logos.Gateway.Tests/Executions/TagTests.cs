using System.Net;
using Logos.Gateway.Faults;
using Logos.Gateway.Starting;

namespace Logos.Gateway.Tests.Executions;

public sealed class TagTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rerun", "{}")]
    [InlineData("fork", """{"node":"greet"}""")]
    public async Task What_is_run_again_is_of_no_schedule_webhook_or_failure(string how, string body)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        var tags = SystemTags.All.ToDictionary(tag => tag, _ => "x").Append(new("team", "a")).ToDictionary();
        var started = await GraphStart.PrepareAsync(gateway.Engine, "default", "hello", Rules.Values.ValueMap.Empty, tags, "schedule:nightly", Token);
        await gateway.Engine.Client.SubmitAsync(started.Submission!, Token);
        var first = started.Submission!.Head.Id;
        await gateway.EndAsync(first);
        using var form = new FormUrlEncodedContent([new("node", "greet")]);

        var again = (await gateway.Admin.PostTextAsync($"/api/v1/executions/{first}/{how}", body).JsonAsync()).GetProperty("execution_id").GetGuid();
        await gateway.EndAsync(again);
        await gateway.Admin.PostAsync($"/executions/{first}/{how}", form, Token);

        var all = (await gateway.Engine.Executions.ListAsync(Core.Orchestration.ExecutionFilter.All, null, 10, Token)).Items;
        Assert.Equal(3, all.Count);
        Assert.All(all.Where(each => each.Id != first), each => Assert.Equal("team", Assert.Single(each.Tags).Key));
    }

    [Fact]
    public async Task What_started_an_execution_is_said_by_the_server_alone()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);

        Assert.Equal(["schedule", "scheduled_at", "on_failure_of", "webhook", "delivery"], SystemTags.All);
        foreach (var tag in SystemTags.All)
        {
            using var form = new FormUrlEncodedContent([new("tags", $"{tag}: x")]);

            var executed = await gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute", $$$"""{"tags":{"{{{tag}}}":"x"}}""");
            var scheduled = await gateway.Admin.PostTextAsync("/api/v1/schedules", $$$"""{"name":"x","graph":"hello","cron":"0 0 * * *","tags":{"{{{tag}}}":"x"}}""");
            var run = await gateway.Admin.PostAsync("/graphs/hello/run", form, Token);

            Assert.Equal((HttpStatusCode.UnprocessableEntity, ApiCodes.WrongMember), (executed.StatusCode, await executed.CodeAsync()));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, ScheduleCodes.BadSchedule), (scheduled.StatusCode, await scheduled.CodeAsync()));
            Assert.Contains($"the server alone sets the tag <code>{tag}</code>", await run.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").GetArrayLength());
    }
}
