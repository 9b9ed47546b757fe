using System.Net;
using System.Text.Json;

namespace Logos.AppHost.Tests.Application;

/// <summary>What the dashboard offers beside the gateway, as it is clicked.</summary>
[Collection(nameof(AppHostSuite))]
public sealed class CommandTests(AppHostDeployment deployment)
{
    [Fact]
    public async Task The_purchasing_sample_runs_and_its_result_is_shown()
    {
        var result = await deployment.CommandAsync("gateway", "run-purchasing-sample");

        using var shown = JsonDocument.Parse(result.Data!.Value);
        Assert.Equal(9207, shown.RootElement.GetProperty("results").GetProperty("grand_total").GetDecimal());
    }

    [Fact]
    public async Task The_link_leads_into_the_console()
    {
        var result = await deployment.CommandAsync("gateway", "sign-in");

        using var browser = new HttpClient();
        var page = await browser.GetAsync(new Uri(result.Data!.Value), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }
}
