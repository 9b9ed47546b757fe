using System.Net;
using System.Text.RegularExpressions;
using Logos.Gateway.Access;

namespace Logos.Gateway.Tests.Console;

public sealed partial class AuditPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_are_listed_page_by_page_the_newest_first_and_filtered_as_the_api_does()
    {
        await using var gateway = await Gateway.StartAsync();
        for (var i = 0; i < 60; i++)
            await PageTests.PostAsync(gateway.Admin, "/secrets", ("name", $"KEY_{i}"), ("value", "hunter2-hunter2"));
        await gateway.Admin.SaveAsync(Sent.Hello);

        var first = await gateway.Admin.GetStringAsync("/audit", Token);
        var second = await gateway.Admin.GetStringAsync(WebUtility.HtmlDecode(Next().Match(first).Groups[1].Value), Token);
        var graphs = await gateway.Admin.GetStringAsync("/audit?action=graph", Token);
        var one = await gateway.Admin.GetStringAsync("/audit?target=KEY_7&from=2020-01-01", Token);
        var none = await gateway.Admin.GetStringAsync("/audit?until=2020-01-01", Token);
        var wrong = await gateway.Admin.GetStringAsync("/audit?from=yesterday", Token);

        Assert.Contains("<a href=\"/graphs/hello\">hello", first, StringComparison.Ordinal);
        Assert.Equal(50, Row().Count(first));
        Assert.Equal(11, Row().Count(second));
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);
        Assert.Equal(1, Row().Count(graphs));
        Assert.Equal(1, Row().Count(one));
        Assert.Contains("There is nothing of the kind.", none, StringComparison.Ordinal);
        Assert.Contains("A time is written as", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", first + second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_those_who_administer_a_workspace_and_of_theirs_alone()
    {
        await using var gateway = await Gateway.StartAsync();
        await PageTests.PostAsync(gateway.Admin, "/secrets", ("name", "MINE"), ("value", "hunter2-hunter2"));
        using var runner = await gateway.ClientAsync(Scope.Run);
        using var other = await gateway.ClientAsync(Scope.Admin, "elsewhere");

        Assert.Equal(HttpStatusCode.Forbidden, (await runner.GetAsync("/audit", Token)).StatusCode);
        Assert.DoesNotContain("MINE", await other.GetStringAsync("/audit", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/audit\"", await runner.GetStringAsync("/connections", Token), StringComparison.Ordinal);
        Assert.Contains("href=\"/audit\"", await other.GetStringAsync("/connections", Token), StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]*)\" rel=\"next\"")]
    private static partial Regex Next();

    [GeneratedRegex("<tr><td><time")]
    private static partial Regex Row();
}
