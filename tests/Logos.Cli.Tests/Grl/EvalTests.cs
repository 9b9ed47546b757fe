using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Grl;

public sealed class EvalTests : IDisposable
{
    private const string Rules = """
        rule "Total" salience 10 no-loop { when qty > 0 then total = qty * price; Log("total is ", total); }
        rule "Large" { when total > 100 then large = true; }
        """;

    private readonly TempFolder _folder = new();

    public EvalTests()
    {
        _folder.Write("rules.grl", Rules);
        _folder.Write("facts.json", """{"qty": 3, "price": 0.1, "name": "価格"}""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_machine_gets_facts_and_firings_on_one_line_and_nothing_else()
    {
        var run = Eval("--json");

        Assert.Equal(new CliRun(0, """{"facts":{"qty":3,"price":0.1,"name":"価格","total":0.3},"fired":1}""" + "\n", ""), run);
    }

    [Fact]
    public void A_reader_gets_the_facts_on_standard_output_and_the_rest_beside_it()
    {
        var run = Eval();

        Assert.Equal(0, run.Code);
        Assert.Equal(
            """
            {
              "qty": 3,
              "price": 0.1,
              "name": "価格",
              "total": 0.3
            }

            """,
            run.Output);
        Assert.Equal("log: total is 0.3\n1 firing of 2 rules\n", run.Error);
    }

    [Fact]
    public void An_explanation_tells_of_every_rule_why()
    {
        Golden.Matches(Eval("--explain").Output, "tests", "Logos.Cli.Tests", "Goldens", "explain.txt");
    }

    [Fact]
    public void An_explanation_for_a_machine_is_a_member_beside_facts_and_fired()
    {
        using var json = JsonDocument.Parse(Eval("--explain", "--json").Output);

        Assert.Equal(["facts", "fired", "trace"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Golden.Matches(
            JsonSerializer.Serialize(json.RootElement.GetProperty("trace"), Indented) + "\n",
            "tests", "Logos.Cli.Tests", "Goldens", "explain.json");
    }

    [Theory]
    [InlineData("-", "facts.json", Rules)]
    [InlineData("rules.grl", "-", """{"qty": 3, "price": 0.1, "name": "価格"}""")]
    public void Either_file_may_come_from_a_pipe(string rules, string facts, string input)
    {
        var cli = new InProcess { Folder = _folder.Path, Input = System.Text.Encoding.UTF8.GetBytes(input) };

        Assert.Equal(Eval("--json"), cli.Run("grl", "eval", rules, "--facts", facts, "--json"));
    }

    [Fact]
    public void A_fault_at_run_time_is_a_failed_run_without_a_line()
    {
        _folder.Write("rules.grl", "rule \"Bad\" { when qty > 0 then total = name * 2; }");

        var run = Eval("--json");

        using var json = JsonDocument.Parse(run.Output);
        var error = Assert.Single(json.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(1, run.Code);
        Assert.Empty(run.Error);
        Assert.Equal(["code", "message", "line", "column", "path", "hint"], error.EnumerateObject().Select(member => member.Name));
        Assert.StartsWith("LGS12", error.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, error.GetProperty("line").ValueKind);
        Assert.Contains("Bad", error.GetProperty("message").GetString() + error.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_at_run_time_is_told_on_standard_error()
    {
        _folder.Write("rules.grl", "rule \"Bad\" { when qty > 0 then total = name * 2; }");

        var run = Eval();

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.StartsWith("error LGS12", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_in_rules_have_their_places_and_nothing_runs()
    {
        _folder.Write("rules.grl", "rule A { when qty > then x = 1; }\nrule B { when true then y = ; }\n");

        var run = Eval("--json");

        using var json = JsonDocument.Parse(run.Output);
        var lines = json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32());
        Assert.Equal(2, run.Code);
        Assert.Equal([1, 2], lines);
        Assert.False(json.RootElement.TryGetProperty("facts", out _));
    }

    [Theory]
    [InlineData("[1, 2]", "facts.json holds a list where one JSON object is expected", 1, 1)]
    [InlineData("3", "facts.json holds a number where one JSON object is expected", 1, 1)]
    [InlineData("{\"a\": 1,}", "facts.json is not valid JSON", 1, 9)]
    [InlineData("{\n  \"価格\": tru }", "facts.json is not valid JSON", 2, 12)]
    [InlineData("{\"a\": 1} {}", "facts.json is not valid JSON", 1, 10)]
    [InlineData("", "facts.json is not valid JSON", 1, 1)]
    [InlineData("{\n \"価\": 1, \"価\": 2}", "facts.json is not valid JSON: the member \"価\" stands twice", 2, 10)]
    [InlineData("{\"a\": \"\\ud800\"}", "facts.json is not valid JSON: a string is not valid Unicode", 1, 7)]
    public void Faulty_facts_are_refused_with_their_place(string facts, string message, int line, int column)
    {
        _folder.Write("facts.json", facts);

        var run = Eval("--json");

        using var json = JsonDocument.Parse(run.Output);
        var error = Assert.Single(json.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(2, run.Code);
        Assert.StartsWith(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((line, column), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }

    [Theory]
    [InlineData("{\"a\": 1,}", "a comma stands before `}`")]
    [InlineData("{\"a\": 'x'}", "texts stand in double quotes")]
    [InlineData("{\"a\": 1 // one\n}", "comments are not part of JSON")]
    [InlineData("{\"a\": \"x", "a text has no closing quote")]
    [InlineData("{\"a\": [1, 2", "it ends before its last bracket is closed")]
    [InlineData("{\"a\": tru }", "does not fit here")]
    [InlineData("{\"a\": 1} {}", "`{` stands behind the end of the value")]
    [InlineData("", "it is empty")]
    public void What_is_no_JSON_is_told_in_words_of_our_own(string facts, string words)
    {
        _folder.Write("facts.json", facts);

        var said = Eval().Error;

        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", said, StringComparison.Ordinal);
        Assert.DoesNotContain("0x", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_have_a_million_values_at_most()
    {
        _folder.Write("facts.json", $"{{\"l\": [{string.Join(',', Enumerable.Repeat("1", 1_000_000))}]}}");

        var run = Eval();

        Assert.Equal(2, run.Code);
        Assert.Contains("facts.json holds more than 1,000,000 values", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456789012345678901234567890", "1.2345678901234568E+29", true)]
    [InlineData("0.12345678901234567890123456789012345", "0.1234567890123456789012345679", true)]
    [InlineData("12345678901234567890123456", "12345678901234567890123456", false)]
    [InlineData("1.50000000000000000000000000000000000", "1.5", false)]
    [InlineData("1000000000000000000000000000000", "1E+30", false)]
    public void A_number_that_does_not_fit_is_read_as_near_as_can_be_and_told_of(string number, string kept, bool told)
    {
        _folder.Write("facts.json", $"{{\"qty\": 1, \"price\": 2,\n \"n\": {number}}}");

        var run = Eval("--json");

        Assert.Equal(0, run.Code);
        Assert.Contains($"\"n\":{kept}", run.Output, StringComparison.Ordinal);
        Assert.Equal(told, run.Error.Contains("LGS9018", StringComparison.Ordinal));
        Assert.Equal(told ? 2 : 0, Eval("--strict").Code);
    }

    [Fact]
    public void Warnings_of_the_rules_are_told_beside_what_a_machine_gets()
    {
        _folder.Write("rules.grl", "rule \"Never\" agenda-group \"checks\" { when qty > 5 then total = 1; }\nrule \"Set\" { when qty == 3 then total = 2; }");

        var run = Eval("--json");

        Assert.Equal((0, 1), (run.Code, run.Output.Count(c => c == '\n')));
        Assert.Contains("LGS1111", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_has_a_budget_in_all_that_can_be_set()
    {
        _folder.Write("rules.grl", "rule \"Count\" { when qty < 1000 then qty += 1; }");

        Assert.Equal(0, Eval().Code);
        var run = Eval("--max-steps", "50");
        Assert.Equal(1, run.Code);
        Assert.Contains("LGS1212", run.Error, StringComparison.Ordinal);
        Assert.Equal(64, Eval("--max-steps", "0").Code);
    }

    [Fact]
    public void Of_many_firings_the_first_and_the_last_are_told()
    {
        _folder.Write("rules.grl", "rule \"Count\" { when qty < 1003 then qty += 1; }");

        var told = Eval("--explain").Output;
        using var json = JsonDocument.Parse(Eval("--explain", "--json").Output);

        Assert.Contains(" 100  Count\n        read   qty = 102\n        wrote  qty = 103 (was 102)\n      ... 800 more firings\n 901  Count\n", told, StringComparison.Ordinal);
        Assert.Equal((200, 800), (json.RootElement.GetProperty("trace").GetProperty("firings").GetArrayLength(), json.RootElement.GetProperty("trace").GetProperty("more_firings").GetInt32()));
    }

    [Fact]
    public void Where_nothing_fires_there_is_no_heading_for_it()
    {
        _folder.Write("rules.grl", "rule \"Never\" { when qty > 5 then total = 1; }");

        var told = Eval("--explain").Output;

        Assert.DoesNotContain("Firings", told, StringComparison.Ordinal);
        Assert.EndsWith("}\n\nRules\n  Never  did not fire: `qty > 5` is false: qty = 3\n", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_both_files_are_told_in_one_go()
    {
        _folder.Write("rules.grl", "rule");
        _folder.Write("facts.json", "[]");

        using var json = JsonDocument.Parse(Eval("--json").Output);

        Assert.Equal(2, json.RootElement.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public void A_second_evaluation_gives_the_same_as_the_first()
    {
        Assert.Equal(Eval("--json"), Eval("--json"));
    }

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private CliRun Eval(params string[] options) => InProcess.In(_folder, ["grl", "eval", "rules.grl", "--facts", "facts.json", .. options]);
}
