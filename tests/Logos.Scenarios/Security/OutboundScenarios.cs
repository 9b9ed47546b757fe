using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary>
/// Graphs cannot reach what only the server can. That a name which says something else a moment later changes nothing is
/// shown where a resolver can be put in place: in the tests of the workers.
/// </summary>
public abstract class OutboundScenarios(Deployment deployment)
{
    private const string Asking = """
        name: asking
        inputs: { url: { type: string, required: true } }
        nodes:
          ask: { type: http, timeout: 10s, with: { url: "${{ inputs.url }}", response: text } }
        outputs: { said: "${{ ask }}" }
        """;

    [Fact]
    public async Task Addresses_inside_are_not_called_however_they_are_written()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Asking);
        var (own, site) = (deployment.Address.Port, deployment.Site.Address.Port);
        string[] hosts =
        [
            $"127.0.0.1:{own}", $"localhost:{own}", $"[::1]:{own}", $"127.1:{own}", $"2130706433:{own}", $"0x7f000001:{own}", $"0177.0.0.1:{own}", $"0x7f.1:{own}", $"0.0.0.0:{own}", $"[::]:{own}",
            $"[::ffff:127.0.0.1]:{own}", $"[::ffff:7f00:1]:{own}", $"[0:0:0:0:0:ffff:127.0.0.1]:{own}", $"[64:ff9b::7f00:1]:{own}", $"[2002:7f00:1::]:{own}", $"[::127.0.0.1]:{own}",
            // The site may be called at the address that is allowed, and at no other that leads there.
            $"localhost:{site}", $"127.0.0.2:{site}", $"[::ffff:127.0.0.1]:{site}",
            "169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe", "169.254.170.2", "100.100.100.200", "[fd00:ec2::254]",
            "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1", "203.0.113.7", "224.0.0.1", "240.0.0.1", "255.255.255.255", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]",
        ];
        await Parallel.ForEachAsync(hosts, TestContext.Current.CancellationToken, async (host, _) =>
        {
            var ended = await api.EndAsync(await api.ExecuteAsync(graph, new { url = $"http://{host}/health" }));
            Assert.True(ended.Text("status") == "failed" && ended.Text("error.code") is "LGS5040" or "LGS5041", $"{host}: {ended.Json}");
        });
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_called_at_once_nor_by_a_redirect()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Asking);
        var site = deployment.Site.Address;
        // The site listens at 127.0.0.1 alone, and may be called there: each name would find it, if it were followed.
        // The last two are known to some systems and not to others.
        string[] names = ["localhost", "LOCALHOST", "localhost.", "any.localhost"];
        foreach (var name in names)
        {
            var (direct, behind) = (Site.Key(), Site.Key());
            foreach (var url in new[] { $"http://{name}:{site.Port}/count/{direct}", $"{site.GetLeftPart(UriPartial.Authority)}/redirect?to={Uri.EscapeDataString($"http://{name}:{site.Port}/count/{behind}")}" })
            {
                var ended = await api.EndAsync(await api.ExecuteAsync(graph, new { url }));
                Assert.True(ended.Text("status") == "failed" && ended.Text("error.code") is "LGS5040" || (ended.Text("error.code") == "LGS5042" && name.Contains('.', StringComparison.Ordinal)), $"{url}: {ended.Json}");
            }

            Assert.Equal((0, 0), (deployment.Site.Calls(direct), deployment.Site.Calls(behind)));
        }

        var allowed = Site.Key();
        await api.EndAsync(await api.ExecuteAsync(graph, new { url = $"{site.GetLeftPart(UriPartial.Authority)}/redirect?to={Uri.EscapeDataString($"/count/{allowed}")}" }));
        Assert.Equal(1, deployment.Site.Calls(allowed));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("http://user:pw@127.0.0.1/")]
    [InlineData("http:///health")]
    [InlineData("//127.0.0.1/health")]
    [InlineData("unix:/var/run/docker.sock")]
    [InlineData("http://127.0.0.1\r\nHost: x/")]
    public async Task What_is_no_address_to_be_called_is_refused(string url)
    {
        using var api = deployment.Admin;
        var ended = await api.EndAsync(await api.ExecuteAsync(await api.GraphAsync(Asking), new { url }));
        Assert.Equal("failed", ended.Text("status"));
        Assert.Contains(ended.Text("error.code"), new[] { "LGS5005", "LGS5040", "LGS5041" });
    }

    [Fact]
    public async Task A_redirect_leads_nowhere_inside()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Asking);
        var site = deployment.Site.Address.GetLeftPart(UriPartial.Authority);
        foreach (var to in new[] { $"http://127.0.0.1:{deployment.Address.Port}/health", $"http://localhost:{deployment.Address.Port}/health", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[::1]/", "//169.254.169.254/" })
        {
            var ended = await api.EndAsync(await api.ExecuteAsync(graph, new { url = $"{site}/redirect?to={Uri.EscapeDataString(to)}" }));
            Assert.True(ended.Text("status") == "failed" && ended.Text("error.code") is "LGS5040" or "LGS5041" or "LGS5043", $"{to}: {ended.Json}");
        }

        var followed = await api.EndAsync(await api.ExecuteAsync(graph, new { url = $"{site}/redirect?to={Uri.EscapeDataString($"{site}/echo")}" }));
        Assert.Equal("completed", followed.Text("status"));
    }

    [Fact]
    public async Task A_redirect_in_a_circle_has_an_end()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync(Asking, new { url = $"{deployment.Site.Address.GetLeftPart(UriPartial.Authority)}/around" });
        Assert.Equal("LGS5043", ended.Text("error.code"));
    }

    [Theory]
    [InlineData("X-A", "a\r\nX-Injected: 1")]
    [InlineData("X-A\r\nX-Injected", "1")]
    [InlineData("Host", "elsewhere.example.com")]
    [InlineData("Content-Length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    public async Task A_header_carries_nothing_but_itself(string name, string value)
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: injecting
            inputs: { headers: { type: object, required: true } }
            nodes:
              ask: { type: http, timeout: 10s, with: { url: SITE/echo, headers: "${{ inputs.headers }}" } }
            outputs: { said: "${{ ask }}" }
            """, new { headers = new Dictionary<string, string> { [name] = value } });
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS5048", ended.Text("error.code"));
    }
}
