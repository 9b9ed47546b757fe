using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Run;

/// <summary>What is wrong before anything runs is told, with exit code 2.</summary>
public sealed class RefusedRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RefusedRunTests()
    {
        _folder.Write("graph.yaml", """
            name: graph
            inputs:
              code: { type: string, required: true }
              count: { type: integer, default: 1 }
              list: { type: array, items: { type: integer } }
            nodes:
              a: { type: rule, with: { output: "${{ inputs.code }} ${{ inputs.count }} ${{ inputs.list }}" } }
              agree: { type: approval, with: { message: "Well?" } }
            """);
        _folder.Write("broken.json", "{\"code\": ");
        _folder.Write("list.json", "[1]");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "LGS2210", "the input `code` is missing")]
    [InlineData("--input coed=1", "LGS2204", "did you mean `code`?")]
    [InlineData("--input code=1 --input count=many", "LGS2101", "takes a whole number, and `many` is none")]
    [InlineData("--input code=1 --input count=1.5", "LGS2101", "`count` takes a whole number")]
    [InlineData("--input code=1 --input list=[1,true]", "LGS2101", "takes a whole number")]
    [InlineData("--inputs broken.json", "LGS9016", "broken.json is not valid JSON")]
    [InlineData("--inputs list.json", "LGS9016", "a list where one JSON object is expected")]
    [InlineData("--inputs none.json", "LGS9010", "there is no file none.json")]
    [InlineData("--input code=1 --signal agre={}", "LGS9044", "did you mean `agree`?")]
    [InlineData("--input code=1 --signal agree={", "LGS9044", "is not valid JSON")]
    [InlineData("--input code=1 --signal agree={}", "LGS9044", "needs a decision")]
    public void Wrong_inputs_are_told(string options, string code, string words)
    {
        var run = InProcess.In(_folder, ["run", "graph.yaml", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--input code")]
    [InlineData("--input =1")]
    [InlineData("--signal agree")]
    [InlineData("--timeout soon")]
    [InlineData("--timeout 0s")]
    public void Options_of_the_wrong_form_are_wrong_usage(string options) =>
        Assert.Equal(64, InProcess.In(_folder, ["run", "graph.yaml", .. options.Split(' ')]).Code);

    [Theory]
    [InlineData("a: { type: email, with: { to: [x@example.org], subject: s, text: t } }", "LGS9042", "type `email`")]
    [InlineData("a: { type: subgraph, with: { graph: other } }", "LGS9040", "there is no graph `other`")]
    [InlineData("a: { type: subgraph, with: { graph: graph } }", "LGS9040", "of another name")]
    [InlineData("a: { type: subgraph, with: { graph: self } }", "LGS9041", "in a circle")]
    [InlineData("a: { type: rule }", "LGS2103", "missing")]
    public void A_graph_that_cannot_be_run_here_is_refused(string node, string code, string words)
    {
        _folder.Write("self.yaml", $"name: self\nnodes:\n  {node}\n");
        if (code == "LGS9040" && words.Contains("another", StringComparison.Ordinal))
            _folder.Write("graph.yaml", "name: something\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");

        var run = InProcess.In(_folder, "run", "self.yaml");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(code, run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void For_a_machine_the_faults_are_json() =>
        Assert.StartsWith("{\"errors\":[{\"code\":\"LGS2210\"", InProcess.In(_folder, "run", "graph.yaml", "--json").Output, StringComparison.Ordinal);

    [Fact]
    public void Text_with_braces_in_an_input_stays_text()
    {
        _folder.Write("echo.yaml", "name: echo\ninputs: { t: { type: string } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.t }}\" } }\noutputs: { t: \"${{ a }}\" }\n");

        Assert.Equal("{\n  \"t\": \"${{ secrets.x }}\"\n}\n", InProcess.In(_folder, "run", "echo.yaml", "--input", "t=${{ secrets.x }}").Output);
    }
}
