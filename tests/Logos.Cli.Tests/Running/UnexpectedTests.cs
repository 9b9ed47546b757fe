using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Tests.Running;

/// <summary>What happens when logos itself is at fault.</summary>
public sealed class UnexpectedTests
{
    [Fact]
    public void A_fault_of_logos_is_one_calm_line()
    {
        var run = Run(new InvalidOperationException("no such thing\nat all"), debug: false, "grl", "check", "-");

        Assert.Equal((70, ""), (run.Code, run.Output));
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("error LGS9070: something unexpected happened inside logos: no such thing at all", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_debugs_gets_the_stack()
    {
        Assert.Contains("   at Logos.Cli.", Run(new InvalidOperationException("x"), debug: true, "grl", "check", "-").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_gets_it_as_json()
    {
        using var json = JsonDocument.Parse(Run(new InvalidOperationException("x"), debug: false, "grl", "check", "-", "--json").Output);

        Assert.Equal("LGS9070", json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public void A_stream_that_breaks_is_the_inputs_fault()
    {
        var run = Run(new IOException("Input/output error"), debug: false, "grl", "check", "-");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS9012: <stdin> cannot be read: Input/output error", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_is_quiet()
    {
        Assert.Equal(new CliRun(130, "", ""), Run(new OperationCanceledException(), debug: false, "grl", "check", "-"));
    }

    private static CliRun Run(Exception thrown, bool debug, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var code = CommandLine.Run(arguments, new Terminal(new Broken(thrown), output, error, name => debug && name == "LOGOS_DEBUG" ? "1" : null));
        return new CliRun(code, output.ToString(), error.ToString());
    }

    private sealed class Broken(Exception thrown) : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw thrown;
    }
}
