using System.Net;
using System.Text.Json;
using Logos.AppHost.Machine;
using Logos.Scenarios.Deployments.Cluster;

[assembly: AssemblyFixture(typeof(ClusterServers))]

namespace Logos.AppHost.Tests.Machine;

/// <summary>What the dashboard's commands do, against services that are no resources of Aspire.</summary>
[OverServers]
public sealed class CallerTests(CallerTests.Cluster cluster) : IClassFixture<CallerTests.Cluster>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Caller Caller => new(cluster.Address, cluster.Postgres);

    [Fact]
    public async Task The_purchasing_sample_runs_and_says_what_came_of_it_as_often_as_one_likes()
    {
        for (var run = 0; run < 2; run++)
        {
            using var ended = JsonDocument.Parse(await Caller.RunAsync(Sample, "purchasing", ["product_id=PROD-001"], Cancellation));
            Assert.Equal("completed", ended.RootElement.GetProperty("status").GetString());
            Assert.Equal(9207, ended.RootElement.GetProperty("results").GetProperty("grand_total").GetDecimal());
        }
    }

    [Fact]
    public async Task What_does_not_complete_is_told_with_its_reason()
    {
        var failed = await Assert.ThrowsAsync<CallException>(() => Caller.RunAsync(Sample, "purchasing", ["product_id=NOTHING"], Cancellation));
        Assert.Contains("NOTHING is not known everywhere", failed.Message, StringComparison.Ordinal);

        var away = await Assert.ThrowsAsync<CallException>(() => new Caller(cluster.Address, "Host=127.0.0.1;Port=1;Username=a;Password=secret").LinkAsync(Cancellation));
        Assert.Contains("LGS4030", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_link_signs_a_browser_in()
    {
        var link = new Uri(await Caller.LinkAsync(Cancellation));
        using var browser = new HttpClient();

        using var page = await browser.GetAsync(link, Cancellation);
        using var again = await browser.GetAsync(link, Cancellation);

        Assert.Equal((HttpStatusCode.OK, "/"), (page.StatusCode, page.RequestMessage!.RequestUri!.AbsolutePath));
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    private static string Sample
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Logos.sln")))
                folder = folder.Parent!;
            return Path.Combine(folder.FullName, "samples", "purchasing", "purchasing.yaml");
        }
    }

    public sealed class Cluster(ClusterServers servers) : ClusterDeployment(servers)
    {
        public string Postgres => Database;
    }
}
