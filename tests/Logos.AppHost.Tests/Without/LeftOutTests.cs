using System.Diagnostics;
using System.Reflection;

namespace Logos.AppHost.Tests.Without;

/// <summary>Built without Aspire: what is tested of the application counts as skipped, and the program in its place says what is missing.</summary>
public sealed class LeftOutTests
{
    private const string Why = "built without Aspire (-p:LogosAspire=false): this is tested where its packages can be had";

    [Fact(Skip = Why)]
    public void The_resources_and_what_refers_to_what() => throw new NotSupportedException(Why);

    [Fact(Skip = Why)]
    public void The_scenarios_against_the_started_application() => throw new NotSupportedException(Why);

    [Fact]
    public async Task The_program_in_its_place_says_what_is_missing_and_how_to_get_it()
    {
        // Beside its assembly, which this suite has a copy of.
        var program = Path.Combine(Path.GetDirectoryName(Assembly.Load("Logos.AppHost").Location)!, OperatingSystem.IsWindows() ? "Logos.AppHost.exe" : "Logos.AppHost");
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, process.ExitCode);
        Assert.Equal("", texts[0]);
        Assert.Contains("Aspire.AppHost.Sdk", texts[1], StringComparison.Ordinal);
        Assert.Contains("-p:LogosAspire=false", texts[1], StringComparison.Ordinal);
        Assert.Contains("dotnet run --project Logos.Cli -- up", texts[1], StringComparison.Ordinal);
    }
}
