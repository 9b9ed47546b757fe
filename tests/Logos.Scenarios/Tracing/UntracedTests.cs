using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Tracing;

public sealed class UntracedTests(EmbeddedDeployment untraced, TracedDeployment traced) : IClassFixture<TracedDeployment>
{
    [Fact]
    public void Nothing_of_OpenTelemetry_is_loaded_where_nobody_asks_for_it()
    {
        Assert.Contains("OpenTelemetry", Maps(traced), StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry", Maps(untraced), StringComparison.Ordinal);
    }

    private static string Maps(EmbeddedDeployment deployment) => File.ReadAllText($"/proc/{deployment.ProcessId}/maps");
}
