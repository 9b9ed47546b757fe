using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Graphs;

public sealed class FormatTests : IDisposable
{
    private const string Untidy = "name:   orders\r\nnodes:\r\n    # why\r\n    a:\r\n        type: rule\r\n        with: {output: 1}\r\noutputs: { a: \"${{ a }}\" }\r\n";

    private const string Tidy = "name: orders\nnodes:\n  # why\n  a:\n    type: rule\n    with: { output: 1 }\noutputs: { a: \"${{ a }}\" }\n";

    private readonly TempFolder _folder = new();

    public FormatTests() => _folder.Write("orders.yaml", Untidy);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_written_anew_once()
    {
        Assert.Equal(new CliRun(0, "formatted orders.yaml\n", ""), Run("orders.yaml"));
        Assert.Equal(Tidy, _folder.Read("orders.yaml"));
        Assert.Equal(new CliRun(0, "unchanged orders.yaml\n", ""), Run("orders.yaml"));
        Assert.Equal(["orders.yaml"], _folder.Names());
    }

    [Fact]
    public void A_check_writes_nothing_and_fails()
    {
        var run = Run("orders.yaml", "--check");

        Assert.Equal((2, "error LGS9030: orders.yaml is not formatted\n  hint: run `logos fmt orders.yaml`\n\n1 error in 1 file\n", ""), (run.Code, run.Output, run.Error));
        Assert.Equal(Untidy, _folder.Read("orders.yaml"));
    }

    [Fact]
    public void From_a_pipe_it_goes_into_a_pipe()
    {
        Assert.Equal(new CliRun(0, Tidy, ""), InProcess.WithInput(Untidy).Run("fmt", "-"));
    }

    [Fact]
    public void A_graph_with_errors_is_left_alone()
    {
        _folder.Write("bad.yaml", "name:   orders\n");

        var run = Run("bad.yaml", "orders.yaml");

        Assert.Equal((2, "formatted orders.yaml\n"), (run.Code, run.Output));
        Assert.StartsWith("error LGS2", run.Error, StringComparison.Ordinal);
        Assert.Equal("name:   orders\n", _folder.Read("bad.yaml"));
    }

    [Fact]
    public void A_machine_learns_what_changed()
    {
        using var json = JsonDocument.Parse(Run("orders.yaml", "--json").Output);

        Assert.Equal("orders.yaml", Assert.Single(json.RootElement.GetProperty("changed").EnumerateArray()).GetString());
        Assert.Equal(Tidy, _folder.Read("orders.yaml"));
    }

    [Fact]
    public void A_test_file_is_left_as_it_is()
    {
        const string Tests = "graph:   orders.yaml\ntests: [{name: a}]\n";
        _folder.Write("orders.test.yaml", Tests);
        Run("orders.yaml");

        Assert.Equal(new CliRun(0, "unchanged orders.test.yaml: a test file, which is left as it is\nunchanged orders.yaml\n", ""), Run("orders.test.yaml", "orders.yaml", "--check"));
        Assert.Equal(Tests, _folder.Read("orders.test.yaml"));
        Assert.Equal(new CliRun(0, Tests, ""), InProcess.WithInput(Tests).Run("fmt", "-"));
    }

    [Fact]
    public void A_pipe_stands_alone()
    {
        Assert.Equal(64, Run("-", "orders.yaml").Code);
    }

    private CliRun Run(params string[] arguments) => InProcess.In(_folder, ["fmt", .. arguments]);
}
