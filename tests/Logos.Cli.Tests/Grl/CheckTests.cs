using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Grl;

public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CheckTests()
    {
        _folder.Write("good.grl", "rule A { when x > 1 then y = 1; }\nrule B { when x < 1 then y = 2; }\n");
        _folder.Write("bad.grl", "rule \"Price\" {\r\n\twhen 価格 > then y = 1;\r\n}\r\nrule \"Price\" salence 3 { when x > uper(y) then y = 1 }\r\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Good_rules_are_counted()
    {
        Assert.Equal(new CliRun(0, "ok good.grl: 2 rules\n", ""), InProcess.In(_folder, "grl", "check", "good.grl"));
    }

    [Fact]
    public void Every_fault_of_every_file_is_shown_with_a_caret()
    {
        var run = InProcess.In(_folder, "grl", "check", "good.grl", "bad.grl", "missing.grl");

        Assert.Equal((2, ""), (run.Code, run.Error));
        Golden.Matches(run.Output, "tests", "Logos.Cli.Tests", "Goldens", "check.txt");
    }

    [Fact]
    public void A_machine_learns_the_file_of_each_fault()
    {
        var run = InProcess.In(_folder, "grl", "check", "good.grl", "bad.grl", "missing.grl", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((2, ""), (run.Code, run.Error));
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(["bad.grl", "missing.grl"], json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("file").GetString()!).Distinct());
    }

    [Fact]
    public void Warnings_fail_only_where_they_are_asked_to()
    {
        _folder.Write("warned.grl", "rule A agenda-group \"late\" { when x > 1 then y = 1; }");

        Assert.Equal(0, InProcess.In(_folder, "grl", "check", "warned.grl").Code);
        Assert.Equal(2, InProcess.In(_folder, "grl", "check", "warned.grl", "--strict").Code);
    }

    [Fact]
    public void Colours_are_for_terminals()
    {
        var terminal = new InProcess { Folder = _folder.Path, OnTerminal = true };
        var plain = InProcess.In(_folder, "grl", "check", "bad.grl").Output;

        Assert.DoesNotContain('\e', plain);
        Assert.Contains('\e', terminal.Run("grl", "check", "bad.grl").Output);
        terminal.Environment["NO_COLOR"] = "1";
        Assert.Equal(plain, terminal.Run("grl", "check", "bad.grl").Output);
    }
}
