using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Run;

/// <summary>One node alone: <c>logos run FILE --only NODE --with FILE</c>.</summary>
public sealed class OneNodeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public OneNodeTests()
    {
        _folder.Write("graph.yaml", """
            name: graph
            inputs:
              code: { type: string, required: true }
              count: { type: integer, default: 3 }
              other: { type: string, required: true }
            nodes:
              stock: { type: http, with: { url: "https://example.org/${{ inputs.other }}", headers: { Authorization: "Bearer ${{ secrets.TOKEN }}" } } }
              decide:
                type: grl
                needs: [stock]
                when: inputs.other == "never"
                with: { rules: "rule R { when n > 5 then big = true; }", facts: { n: "${{ stock.body.n + inputs.count }}", code: "${{ inputs.code }}" } }
              each:
                type: rule
                needs: [stock]
                foreach: { items: "${{ stock.body.list }}" }
                with: { output: "${{ item * 10 + index }}" }
              told: { type: rule, needs: [stock], with: { output: "${{ stock.$status }}" } }
              late: { type: assert, needs: [decide], retry: { attempts: 3 }, with: { checks: [{ that: "decide.big" }] } }
              agree: { type: approval, needs: [decide], with: { message: "Well?" } }
            """);
        _folder.Write("good.json", """{"inputs": {"code": "A"}, "stock": {"body": {"n": 4}}}""");
        _folder.Write("empty.json", "{}");
        _folder.Write("typo.json", """{"inputs": {"coed": "A"}, "stok": {}}""");
        _folder.Write("item.json", """{"item": 7, "index": 2}""");
        _folder.Write("first.json", """{"item": 7}""");
        _folder.Write("status.json", """{"stock.$status": "failed"}""");
        _folder.Write("small.json", """{"decide": {"big": false}}""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_prints_what_the_node_yields_on_the_values_that_are_given()
    {
        var run = Only("decide", "--with", "good.json");

        Assert.Equal(0, run.Code);
        Assert.Contains("\"big\": true", run.Output, StringComparison.Ordinal);
        Assert.Matches("decide succeeded after ", run.Error);
    }

    [Fact]
    public void Json_tells_input_output_error_and_status()
    {
        var told = JsonDocument.Parse(Only("decide", "--with", "good.json", "--json").Output).RootElement;

        Assert.Equal(("decide", "succeeded"), (told.GetProperty("node").GetString(), told.GetProperty("status").GetString()));
        Assert.Equal("""{"n":7,"code":"A"}""", told.GetProperty("input").GetProperty("facts").GetRawText());
        Assert.True(told.GetProperty("output").GetProperty("big").GetBoolean());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("error").ValueKind);
    }

    [Fact]
    public void What_it_reads_and_is_not_given_is_told_in_one_go()
    {
        var run = Only("decide", "--with", "empty.json");

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains("the input `code` is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("`decide` reads `stock`, which is not given", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("`other`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_do_not_exist_are_told_with_those_that_are_near()
    {
        var run = Only("decide", "--with", "typo.json");

        Assert.Equal(2, run.Code);
        Assert.Contains("`stok` is no name that `decide` can read", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `stock`?", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `code`?", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `decide`?", Only("decid", "--with", "good.json").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `item`?", Run(("itm.json", """{"itm": 7}"""), "each").Error, StringComparison.Ordinal);
        Assert.Contains("`item` is no name that `told` can read", Only("told", "--with", "first.json").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_item_of_a_foreach_is_run()
    {
        Assert.Equal("72\n", Only("each", "--with", "item.json").Output);
        Assert.Equal("70\n", Only("each", "--with", "first.json").Output);
        Assert.Contains("`each` reads `item`, which is not given", Only("each").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_upstream_has_succeeded_unless_told_otherwise()
    {
        Assert.Equal("\"succeeded\"\n", Only("told").Output);
        Assert.Equal("\"failed\"\n", Only("told", "--with", "status.json").Output);
    }

    [Fact]
    public void A_failure_is_told_and_not_tried_again()
    {
        var run = Only("late", "--with", "small.json");
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Matches("late failed after ", run.Error);

        var told = JsonDocument.Parse(Only("late", "--with", "small.json", "--json").Output).RootElement;
        Assert.Equal("failed", told.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("output").ValueKind);
        Assert.NotEqual("", told.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public void A_secret_that_it_reads_has_to_be_given_and_those_of_others_need_not()
    {
        var run = Run(("other.json", """{"inputs": {"other": "x"}}"""), "stock");

        Assert.Equal(2, run.Code);
        Assert.Contains("LGS9043", run.Error, StringComparison.Ordinal);
        Assert.Contains("LOGOS_SECRET_TOKEN", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_graph_alone_can_run_is_refused_with_words()
    {
        var run = Only("agree");

        Assert.Equal(2, run.Code);
        Assert.Contains("LGS9046", run.Error, StringComparison.Ordinal);
        Assert.Contains("`agree` is of type `approval`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_newest_execution_of_a_kept_folder_recorded_is_taken_and_can_be_changed()
    {
        _folder.Write("kept.yaml", """
            name: kept
            inputs: { n: { type: integer } }
            nodes:
              a: { type: rule, with: { output: { n: "${{ inputs.n * 2 }}", text: LONG } } }
              b: { type: rule, needs: [a], with: { output: "${{ [a.n, len(a.text), inputs.n, a.$status] }}" } }
            """.Replace("LONG", new string('x', 70_000), StringComparison.Ordinal));
        var first = InProcess.In(_folder, "run", "kept.yaml", "--keep", "kept", "--input", "n=1");
        Assert.True(first.Code == 0, first.Error);
        Assert.Equal(0, InProcess.In(_folder, "run", "kept.yaml", "--keep", "kept", "--input", "n=2").Code);
        _folder.Write("more.json", """{"inputs": {"n": 9}}""");

        Assert.Equal("[4,70000,2,\"succeeded\"]", OutputOf("--from", "kept"));
        Assert.Equal("[4,70000,9,\"succeeded\"]", OutputOf("--from", "kept", "--with", "more.json"));
        Assert.Contains("LGS9046", Only("told", "--from", "kept").Error, StringComparison.Ordinal);
        Assert.Contains("LGS9019", Only("told", "--from", "none").Error, StringComparison.Ordinal);

        string OutputOf(params string[] options) =>
            JsonDocument.Parse(InProcess.In(_folder, ["run", "kept.yaml", "--only", "b", "--json", .. options]).Output).RootElement.GetProperty("output").GetRawText();
    }

    [Theory]
    [InlineData("--with", "good.json")]
    [InlineData("--from", "kept")]
    [InlineData("--only", "decide", "--input", "code=A")]
    [InlineData("--only", "decide", "--keep", "kept")]
    [InlineData("--only", "decide", "--timeout", "1s")]
    public void Options_that_do_not_go_together_are_wrong_usage(params string[] options) =>
        Assert.Equal(64, InProcess.In(_folder, ["run", "graph.yaml", .. options]).Code);

    private CliRun Run((string Name, string Text) file, string node)
    {
        _folder.Write(file.Name, file.Text);
        return Only(node, "--with", file.Name);
    }

    private CliRun Only(string node, params string[] more) => InProcess.In(_folder, ["run", "graph.yaml", "--only", node, .. more]);
}
