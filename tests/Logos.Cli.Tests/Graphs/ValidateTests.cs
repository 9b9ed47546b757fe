using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Graphs;

public sealed class ValidateTests : IDisposable
{
    private const string Good = """
        name: orders
        nodes:
          decide:
            type: grl
            with:
              rules: file:rules/orders.grl
              facts: { x: 1 }
        outputs:
          y: ${{ decide.y }}

        """;

    private const string Bad = """
        name: orders
        inputs:
          amount: { type: numbr }
        nodes:
          first:
            type: rul
            with: { output: "${{ inputs.amuont }}" }
          second:
            type: rule
            needs: [frist]
            wehn: inputs.amount > 1
            with: { output: "${{ 価格 + first }} and ${{ inputs.amount + }}" }

        """;

    private readonly TempFolder _folder = new();

    public ValidateTests()
    {
        _folder.Write("good.yaml", Good);
        _folder.Write("bad.yaml", Bad);
        _folder.Write("rules/orders.grl", "rule A no-loop { when x > 0 then y = 1; }");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_graph_is_counted_and_its_rules_are_read_from_beside_it()
    {
        Assert.Equal(new CliRun(0, "ok good.yaml: orders, 1 node\n", ""), Run("good.yaml"));
    }

    [Fact]
    public void Rules_beside_a_graph_in_another_folder_are_found()
    {
        _folder.Write("deep/good.yaml", Good);
        _folder.Write("deep/rules/orders.grl", "rule A no-loop { when x > 0 then y = 1; }");

        Assert.Equal(0, Run("deep/good.yaml").Code);
    }

    [Fact]
    public void A_rule_set_that_is_not_there_is_a_fault_of_the_graph()
    {
        File.Delete(Path.Combine(_folder.Path, "rules", "orders.grl"));

        var run = Run("good.yaml");

        Assert.Equal(2, run.Code);
        Assert.Contains("good.yaml:6:14", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_shown_with_its_line()
    {
        var run = Run("good.yaml", "bad.yaml");

        Assert.Equal((2, ""), (run.Code, run.Error));
        Golden.Matches(run.Output, "tests", "Logos.Cli.Tests", "Goldens", "validate.txt");
    }

    [Fact]
    public void A_machine_gets_the_same_faults_with_their_files()
    {
        var run = Run("good.yaml", "bad.yaml", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var errors = json.RootElement.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(2, run.Code);
        Assert.All(errors, error => Assert.Equal("bad.yaml", error.GetProperty("file").GetString()));
        Assert.All(errors, error => Assert.InRange(error.GetProperty("line").GetInt32(), 1, 12));
        Assert.Equal(2, json.RootElement.GetProperty("files").GetInt32());
    }

    [Fact]
    public void Json_is_known_by_its_name_and_in_a_pipe_by_its_first_character()
    {
        const string graph = """{"name":"orders","nodes":{"a":{"type":"rule","with":{"output":1}}},"outputs":{"a":"${{ a }}"}}""";
        _folder.Write("orders.json", graph);

        Assert.Equal("ok orders.json: orders, 1 node\n", Run("orders.json").Output);
        Assert.Equal("ok <stdin>: orders, 1 node\n", InProcess.WithInput("\n " + graph).Run("validate", "-").Output);
        Assert.Equal("ok <stdin>: orders, 1 node\n", InProcess.WithInput("name: orders\nnodes: { a: { type: rule, with: { output: 1 } } }\noutputs: { a: \"${{ a }}\" }\n").Run("validate", "-").Output);
    }

    [Fact]
    public void Rules_may_be_given_with_the_graphs()
    {
        Assert.Equal("ok good.yaml: orders, 1 node\nok rules/orders.grl: 1 rule\n", Run("good.yaml", "rules/orders.grl").Output);
    }

    [Theory]
    [InlineData("good.test.yaml", "graph: good.yaml\ntests:\n  - { name: it runs }\n  - { name: and again }\n", "ok good.test.yaml: 2 tests\n")]
    [InlineData("each.yaml", "tests:\n  - { name: it runs, graph: good.yaml }\n", "ok each.yaml: 1 test\n")]
    [InlineData("one.json", """{"graph":"good.yaml","tests":[{"name":"it runs"}]}""", "ok one.json: 1 test\n")]
    public void A_test_file_beside_the_graphs_is_read_as_one(string file, string text, string told)
    {
        _folder.Write(file, text);

        Assert.Equal(new CliRun(0, "ok good.yaml: orders, 1 node\n" + told, ""), Run("good.yaml", file, "--strict"));
    }

    [Fact]
    public void A_test_file_is_read_strictly()
    {
        _folder.Write("good.test.yaml", "graph: good.yaml\ntests:\n  - { name: it runs, stbs: {} }\n");

        var run = Run("good.test.yaml");

        Assert.Equal(2, run.Code);
        Assert.StartsWith("error LGS2102 good.test.yaml:3:22: ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("run")]
    public void Other_commands_say_what_runs_a_test_file(string command)
    {
        _folder.Write("good.test.yaml", "graph: good.yaml\ntests:\n  - { name: it runs }\n");

        var run = InProcess.In(_folder, command, "good.test.yaml");

        Assert.Equal((2, "error LGS9017: good.test.yaml is a test file, and a graph is wanted\n  hint: run it with `logos test good.test.yaml`\n"), (run.Code, run.Error.TrimEnd('\n') + "\n"));
    }

    private CliRun Run(params string[] arguments) => InProcess.In(_folder, ["validate", .. arguments]);
}
