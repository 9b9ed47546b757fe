using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Graphs;

public sealed class PlanTests
{
    [Theory]
    [InlineData("text", "purchasing: 10 nodes, 10 edges, 6 levels\n")]
    [InlineData("mermaid", "flowchart ")]
    [InlineData("json", "{\n")]
    public void A_plan_is_printed_in_the_form_that_is_asked_for(string format, string beginning)
    {
        var run = Plan("samples/purchasing/purchasing.yaml", "--format", format);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(beginning, run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_gets_it_on_one_line()
    {
        var run = Plan("samples/purchasing/purchasing-postgres.yaml", "--json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(["inventory_db", "oms_db", "supplier_db", "uom_db"], json.RootElement.GetProperty("connections").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public void The_four_lookups_of_purchasing_run_side_by_side()
    {
        using var json = JsonDocument.Parse(Plan("samples/purchasing/purchasing.yaml", "--json").Output);

        Assert.Equal(["demand", "stock", "supplier", "unit"], json.RootElement.GetProperty("levels")[0].EnumerateArray().Select(id => id.GetString()!));
    }

    [Fact]
    public void A_graph_with_errors_has_no_plan()
    {
        using var folder = new TempFolder();
        folder.Write("bad.yaml", "name: bad\nnodes:\n  a: { type: rule, needs: [a], with: { output: 1 } }\n");

        var run = InProcess.In(folder, "plan", "bad.yaml");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS21", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("fmt")]
    public void Rules_are_not_taken_for_a_graph(string command)
    {
        var run = new InProcess { Folder = Repository.Root }.Run(command, "samples/purchasing/purchasing.grl");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS9017: samples/purchasing/purchasing.grl holds rules by its name, and a graph is wanted\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_told_beside_the_plan_and_stops_it_only_when_asked_to()
    {
        using var folder = new TempFolder();
        folder.Write("warned.yaml", "name: warned\ninputs: { unused: { type: string } }\nnodes:\n  a: { type: rule, with: { output: 1 } }\noutputs: { a: \"${{ a }}\" }\n");

        var run = InProcess.In(folder, "plan", "warned.yaml");
        var strict = InProcess.In(folder, "plan", "warned.yaml", "--strict", "--json");

        Assert.Equal(0, run.Code);
        Assert.StartsWith("warning LGS2304", run.Error, StringComparison.Ordinal);
        Assert.StartsWith("warned: 1 node", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, strict.Code);
        Assert.StartsWith("{\"errors\":[{\"code\":\"LGS2304\"", strict.Output, StringComparison.Ordinal);
    }

    private static CliRun Plan(params string[] arguments) => new InProcess { Folder = Repository.Root }.Run(["plan", .. arguments]);
}
