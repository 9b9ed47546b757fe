using System.Net;
using Logos.Gateway.Faults;
using Logos.Gateway.Starting;

namespace Logos.Gateway.Tests.Executions;

public sealed class TagTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
