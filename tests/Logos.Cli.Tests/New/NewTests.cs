using System.Text.Json;
using Logos.Cli.New;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.New;

public sealed class NewTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Templates => [.. Template.All.Select(template => template.Name)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_validates_without_a_warning_and_is_laid_out_already(string template)
    {
        Assert.Equal(0, New("my-orders", "--template", template).Code);

        Assert.Matches("^ok my-orders.yaml: [^\n]*\n$", InProcess.In(_folder, "validate", "my-orders.yaml", "--strict").Output);
        Assert.Equal(0, InProcess.In(_folder, "plan", "my-orders.yaml").Code);
        Assert.Equal(0, InProcess.In(_folder, "fmt", "my-orders.yaml", "--check").Code);
        Assert.DoesNotContain("my-graph", _folder.Read("my-orders.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_rules_of_the_template_are_sound_and_give_a_discount()
    {
        New("orders", "--template", "rules");
        _folder.Write("facts.json", """{"customer": "regular", "amount": 250}""");

        Assert.Equal("ok orders.grl: 2 rules\n", InProcess.In(_folder, "grl", "check", "orders.grl").Output);
        Assert.Contains("\"discount\":12.5", InProcess.In(_folder, "grl", "eval", "orders.grl", "--facts", "facts.json", "--json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_said_to_a_reader_and_to_a_machine()
    {
        Assert.Equal(
            "wrote orders.yaml\nNext: logos validate orders.yaml, then logos plan orders.yaml\n",
            New("orders").Output);
        Assert.Equal("""{"files":["more.yaml","more.grl"]}""" + "\n", New("more", "-t", "rules", "--json").Output);
    }

    [Fact]
    public void A_file_that_exists_is_left_alone_without_force()
    {
        _folder.Write("orders.grl", "mine");

        var run = New("orders", "--template", "rules");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Equal("error LGS9020: orders.grl exists already\n  hint: choose another name, or add --force to replace it\n\n", run.Error);
        Assert.Equal(["orders.grl"], _folder.Names());
        Assert.Equal("mine", _folder.Read("orders.grl"));

        Assert.Equal(0, New("orders", "--template", "rules", "--force").Code);
        Assert.Equal(["orders.grl", "orders.yaml"], _folder.Names());
        Assert.StartsWith("// Of all rules", _folder.Read("orders.grl"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("a/b")]
    [InlineData("../a")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("")]
    public void A_name_that_no_graph_can_have_is_refused(string name)
    {
        var run = New(name, "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(2, run.Code);
        Assert.Equal(CliCodes.BadName.Code, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.Empty(_folder.Names());
    }

    private CliRun New(params string[] arguments) => InProcess.In(_folder, ["new", .. arguments]);
}
