namespace Logos.Orchestrator.Tests.Samples;

public sealed class CustomNodeTests
{
    [Fact]
    public async Task The_sample_tells_its_progress_and_prints_what_its_page_says()
    {
        using var process = Sample.Start("CustomNode", Sample.Source("custom-node"));
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, """{"words":10,"verdict":"a short one"}"""), (process.ExitCode, output.Trim()));
        Assert.Contains(output.Trim(), File.ReadAllText(Path.Combine(Sample.Source("custom-node"), "README.md")), StringComparison.Ordinal);
        Assert.DoesNotContain("fail", await error, StringComparison.OrdinalIgnoreCase);
    }
}
