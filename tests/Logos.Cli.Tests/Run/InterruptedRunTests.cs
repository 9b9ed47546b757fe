using System.Diagnostics;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Run;

public sealed class InterruptedRunTests
{
    [Fact]
    public async Task The_first_interrupt_cancels_the_execution_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        Assert.SkipWhen(ProcessTests.InterruptIsIgnored(), "this test run ignores SIGINT, as a background job does, and so do its children");
        using var folder = new TempFolder();
        folder.Write("long.yaml", "name: long\nnodes:\n  a: { type: wait, with: { for: 1d } }\n");
        using var process = LogosProcess.Start(folder.Path, "run", "long.yaml", "--keep", "kept");
        var first = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

        var run = await LogosProcess.Finish(process);

        Assert.Matches("a +running", first);
        Assert.Equal((130, ""), (run.Code, run.Output));
        Assert.Matches("a +cancelled", run.Error);
        Assert.Contains("cancelled after", run.Error, StringComparison.Ordinal);
    }
}
