using System.Text.RegularExpressions;
using Logos.Workers.Io.Outbound;

namespace Logos.Architecture.Tests.Docs;

public sealed partial class OutboundPageTests
{
    [Fact]
    public void The_page_on_requests_tells_every_setting() =>
        Assert.Equal(
            typeof(OutboundOptions).GetProperties().Select(x => x.Name).Order(),
            Setting().Matches(Repository.Read("docs/outbound.md")).Select(x => x.Groups[1].Value).Order());

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
