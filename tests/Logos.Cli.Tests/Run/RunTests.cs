using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Servers;

namespace Logos.Cli.Tests.Run;

public sealed class RunTests : IDisposable
{
    private const string Purchasing = "samples/purchasing/purchasing.yaml";
    private const string Approved = """approve={"decision":"approved"}""";
    private const string Rejected = """approve={"decision":"rejected"}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_outputs_go_to_standard_output_and_what_happens_to_standard_error()
    {
        var run = InRepository("run", "samples/hello/hello.yaml", "--input", "name=Ada");

        Assert.Equal((0, "{\n  \"greeting\": \"Hello, Ada!\"\n}\n"), (run.Code, run.Output));
        Assert.Matches("greet +succeeded", run.Error);
        Assert.Matches("completed after ", run.Error);
    }

    [Fact]
    public void A_default_stands_in_for_what_is_not_given() =>
        Assert.Equal("Hello, world!", Results(InRepository("run", "samples/hello/hello.yaml", "--json")).GetProperty("greeting").GetString());

    [Fact]
    public void An_output_that_reads_a_status_does_not_bring_it_into_the_others()
    {
        var results = Results(InRepository("run", Purchasing, "--input", "product_id=PROD-001", "--json"));

        Assert.DoesNotContain("$status", results.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, results.GetProperty("reason").ValueKind);
    }

    [Fact]
    public void The_status_of_a_node_that_yields_text_can_be_read()
    {
        _folder.Write("text.yaml", "name: text\nnodes:\n  a: { type: rule, with: { output: word } }\noutputs: { done: \"${{ a.$status == 'succeeded' }}\" }\n");

        Assert.Contains("\"done\": true", InProcess.In(_folder, "run", "text.yaml").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_tells_what_each_node_was_given()
    {
        _folder.Write("sum.yaml", "name: sum\ninputs: { n: { type: integer } }\nnodes:\n  a: { type: grl, with: { rules: \"rule R { when n > 1 then big = true; }\", facts: { n: \"${{ inputs.n + 1 }}\" } } }\n  b: { type: wait, needs: [a], with: { for: 1ms } }\n");

        var nodes = JsonDocument.Parse(InProcess.In(_folder, "run", "sum.yaml", "--input", "n=7", "--json").Output).RootElement.GetProperty("nodes").EnumerateArray().ToDictionary(node => node.GetProperty("node").GetString()!, node => node.GetProperty("input"));

        Assert.Equal("""{"n":8}""", nodes["a"].GetProperty("facts").GetRawText());
        Assert.Equal("""{"for":"1ms"}""", nodes["b"].GetRawText());
    }

    [Fact]
    public void A_node_that_is_given_the_same_as_one_before_it_is_cached_and_says_so()
    {
        const string Rule = "type: rule, with: { output: { at: \"${{ now() }}\" } }, cache: { ttl: 1h }";
        _folder.Write("twice.yaml", $"name: twice\nnodes:\n  a: {{ {Rule} }}\n  b: {{ {Rule}, needs: [a] }}\noutputs: {{ same: \"${{{{ a.at == b.at }}}}\" }}\n");
        var run = InProcess.In(_folder, "run", "twice.yaml");

        Assert.Contains("\"same\": true", run.Output, StringComparison.Ordinal);
        Assert.Matches("b +succeeded .*cached", run.Error);
        Assert.DoesNotMatch("a +succeeded .*cached", run.Error);
        var nodes = JsonDocument.Parse(InProcess.In(_folder, "run", "twice.yaml", "--json").Output).RootElement.GetProperty("nodes").EnumerateArray();
        Assert.Equal([false, true], nodes.OrderBy(node => node.GetProperty("node").GetString()).Select(node => node.GetProperty("cached").GetBoolean()));
    }

    [Fact]
    public void Branches_that_are_not_taken_say_why()
    {
        _folder.Write("inputs.json", """{"country": "FR", "items": [{"name": "book", "grams": 600}, {"name": "pen", "grams": 20}]}""");
        var run = InRepository("run", "samples/branching/branching.yaml", "--inputs", Path.Combine(_folder.Path, "inputs.json"));

        Assert.Equal(0, run.Code);
        Assert.Contains("\"by\": \"courier\"", run.Output, StringComparison.Ordinal);
        Assert.Matches("letter +skipped +\\S", run.Error);
    }

    [Theory]
    [InlineData("PROD-001", null, 9207, true)]
    [InlineData("PROD-002", Approved, 22329, true)]
    [InlineData("PROD-002", Rejected, 22329, false)]
    [InlineData("PROD-003", Approved, 168289.65, true)]
    public void Purchasing_comes_to_the_same_twice(string product, string? signal, decimal total, bool placed)
    {
        string[] line = ["run", Purchasing, "--input", $"product_id={product}", "--json", .. signal is null ? [] : new[] { "--signal", signal }];
        var runs = new[] { InRepository(line), InRepository(line) };

        Assert.All(runs, run =>
        {
            Assert.Equal(0, run.Code);
            Assert.Equal((total, placed), (Results(run).GetProperty("grand_total").GetDecimal(), Results(run).GetProperty("placed").GetBoolean()));
        });
        Assert.Equal(Results(runs[0]).GetRawText(), Results(runs[1]).GetRawText());
    }

    [Fact]
    public void What_nobody_can_answer_is_cancelled_and_says_how_to_answer()
    {
        var run = InRepository("run", Purchasing, "--input", "product_id=PROD-002");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("LGS9045", run.Error, StringComparison.Ordinal);
        Assert.Contains("--signal approve='{\"decision\":\"approved\"}'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_at_the_terminal_is_asked()
    {
        var run = new InProcess { Folder = Repository.Root, OnTerminal = true, InputIsTerminal = true, Input = "maybe\ny\n"u8.ToArray() }
            .Run("run", Purchasing, "--input", "product_id=PROD-002");

        Assert.Equal(0, run.Code);
        Assert.Contains("\"placed\": true", run.Output, StringComparison.Ordinal);
        Assert.Contains("approve? [y/n]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_whose_input_ends_answers_nothing()
    {
        var run = new InProcess { Folder = Repository.Root, OnTerminal = true, InputIsTerminal = true }.Run("run", Purchasing, "--input", "product_id=PROD-002");

        Assert.Equal(1, run.Code);
        Assert.Contains("LGS9045", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreach_of_a_thousand_keeps_its_order_and_shows_how_far_it_is()
    {
        _folder.Write("many.yaml", """
            name: many
            inputs: { n: { type: array, items: { type: integer } } }
            nodes:
              each: { type: rule, foreach: { items: "${{ inputs.n }}" }, with: { output: "${{ item * 2 }}" } }
            outputs: { all: "${{ each }}" }
            """);
        _folder.Write("inputs.json", $$"""{"n": [{{string.Join(',', Enumerable.Range(0, 1000))}}]}""");

        var run = InProcess.In(_folder, "run", "many.yaml", "--inputs", "inputs.json");

        Assert.Equal(0, run.Code);
        using var output = JsonDocument.Parse(run.Output);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i * 2), output.RootElement.GetProperty("all").EnumerateArray().Select(i => i.GetInt32()));
        Assert.Matches("each +running +[0-9]+/1000", run.Error);
    }

    [Fact]
    public void A_call_to_this_machine_is_refused_by_the_guard()
    {
        _folder.Write("call.yaml", """
            name: call
            nodes:
              ask: { type: http, with: { url: "http://127.0.0.1:9/" }, retry: { attempts: 2, delay: 1ms }, timeout: 5s }
            """);

        var run = InProcess.In(_folder, "run", "call.yaml");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Matches("ask +failed +.*127\\.0\\.0\\.1", run.Error);
    }

    [Fact]
    public void A_graph_that_a_node_starts_is_found_beside_and_gets_its_defaults()
    {
        _folder.Write("parent.yaml", """
            name: parent
            nodes:
              part: { type: subgraph, foreach: { items: "${{ [1, 2] }}" }, with: { graph: child, inputs: { n: "${{ item }}" } } }
            outputs: { all: "${{ part }}" }
            """);
        _folder.Write("child.yml", """
            name: child
            inputs: { n: { type: integer, required: true }, by: { type: integer, default: 10 } }
            nodes:
              times: { type: rule, with: { output: "${{ inputs.n * inputs.by }}" } }
            outputs: { n: "${{ times }}" }
            """);

        var run = InProcess.In(_folder, "run", "parent.yaml");

        Assert.Equal((0, "{\"all\":[{\"n\":10},{\"n\":20}]}"), (run.Code, run.Output.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)));
        Assert.Matches("part\\[1\\]/times +succeeded", run.Error);
    }

    [Fact]
    public void An_approval_inside_a_graph_that_a_node_started_is_answered()
    {
        _folder.Write("parent.yaml", "name: parent\nnodes:\n  part: { type: subgraph, with: { graph: child } }\noutputs: { said: \"${{ part.said }}\" }\n");
        _folder.Write("child.yaml", "name: child\nnodes:\n  agree: { type: approval, with: { message: \"Well?\" } }\noutputs: { said: \"${{ agree.decision }}\" }\n");

        Assert.Contains("\"rejected\"", InProcess.In(_folder, "run", "parent.yaml", "--signal", """agree={"decision":"rejected"}""").Output, StringComparison.Ordinal);
        Assert.Equal(1, InProcess.In(_folder, "run", "parent.yaml").Code);
    }

    [Fact]
    public void A_wait_that_ends_by_itself_is_waited_for()
    {
        _folder.Write("wait.yaml", "name: wait\nnodes:\n  a: { type: wait, with: { signal: go, within: 20ms }, on_error: continue }\n  b: { type: wait, needs: [a], join: done, with: { for: 10ms } }\n");

        Assert.Equal(0, InProcess.In(_folder, "run", "wait.yaml").Code);
    }

    [Fact]
    public void A_run_that_takes_too_long_is_ended()
    {
        _folder.Write("wait.yaml", "name: wait\nnodes:\n  a: { type: wait, with: { for: 1d } }\n");

        var run = InProcess.In(_folder, "run", "wait.yaml", "--timeout", "50ms", "--json");

        using var line = JsonDocument.Parse(run.Output);
        Assert.Equal((1, "timed_out"), (run.Code, line.RootElement.GetProperty("status").GetString()));
    }

    [Fact]
    public void One_line_of_json_tells_all()
    {
        var run = InRepository("run", "samples/hello/hello.yaml", "--json");

        using var line = JsonDocument.Parse(run.Output);
        Assert.Equal("", run.Error);
        Assert.Equal(["execution_id", "status", "results", "error", "nodes"], line.RootElement.EnumerateObject().Select(member => member.Name));
        var node = Assert.Single(line.RootElement.GetProperty("nodes").EnumerateArray());
        Assert.Equal(("greet", "succeeded", 1), (node.GetProperty("node").GetString(), node.GetProperty("status").GetString(), node.GetProperty("attempt").GetInt32()));
    }

    [Fact]
    public void A_secret_comes_from_the_environment_and_is_asked_for_when_it_is_not_there()
    {
        _folder.Write("secret.yaml", "name: secret\nnodes:\n  a: { type: rule, with: { output: \"${{ secrets.token }}\" } }\noutputs: { a: \"${{ a }}\" }\n");
        var cli = new InProcess { Folder = _folder.Path };

        var without = cli.Run("run", "secret.yaml");
        cli.Environment["LOGOS_SECRET_token"] = "tops3cret";
        var with = cli.Run("run", "secret.yaml");

        Assert.Equal(2, without.Code);
        Assert.Contains("LOGOS_SECRET_token", without.Error, StringComparison.Ordinal);
        Assert.Equal(0, with.Code);
        Assert.DoesNotContain("tops3cret", with.All, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "redis")]
    public async Task The_address_of_a_connection_comes_from_the_environment()
    {
        _folder.Write("reach.yaml", "name: reach\nnodes:\n  a: { type: redis, timeout: 1m, with: { connection: cache, command: INCR, args: [n] } }\noutputs: { a: \"${{ a }}\" }\n");
        await using var server = new RedisServer();
        await server.StartAsync();
        var cli = new InProcess { Folder = _folder.Path };

        var without = cli.Run("run", "reach.yaml");
        cli.Environment["LOGOS_CONNECTION_cache"] = $"redis://{server.Address}/0";
        var with = cli.Run("run", "reach.yaml", "--json");
        var alone = cli.Run("run", "reach.yaml", "--only", "a");

        Assert.Equal(1, without.Code);
        Assert.Contains("LGS5060", without.Error, StringComparison.Ordinal);
        Assert.Contains("LOGOS_CONNECTION_cache", without.Error, StringComparison.Ordinal);
        Assert.Contains("\"results\":{\"a\":1}", with.Output, StringComparison.Ordinal);
        Assert.Equal((0, "2"), (alone.Code, alone.Output.Trim()));
    }

    [Fact]
    public void A_kept_journal_holds_a_secret_in_no_form()
    {
        const string Secret = "Top/S3cret+Word-4711";
        _folder.Write("secret.yaml", """
            name: secret
            nodes:
              a:
                type: rule
                with:
                  output:
                    - ${{ secrets.T }}
                    - ${{ upper(secrets.T) }}
                    - ${{ 'x ' + lower(secrets.T) + ' x' }}
                    - ${{ hash(secrets.T) }}
                    - ${{ hash(upper(secrets.T)) }}
                    - ${{ json(split(secrets.T, '|')) }}
            outputs: { a: "${{ a }}" }

            """);
        var cli = new InProcess { Folder = _folder.Path, Environment = { ["LOGOS_SECRET_T"] = Secret } };

        var run = cli.Run("run", "secret.yaml", "--keep", "kept");

        Assert.Equal(0, run.Code);
        Assert.Contains("x *** x", run.Output, StringComparison.Ordinal);
        var kept = string.Concat(Directory.GetFiles(Path.Combine(_folder.Path, "kept"), "*", SearchOption.AllDirectories).Select(file => File.ReadAllText(file, System.Text.Encoding.Latin1)));
        Assert.Contains("x *** x", kept, StringComparison.Ordinal);
        string[] forms = [Secret, Hash(Secret), Hash(Secret.ToUpperInvariant()), "s3cret"];
        Assert.All(forms, form => Assert.DoesNotContain(form, kept + run.All, StringComparison.OrdinalIgnoreCase));

        static string Hash(string text) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_journal_is_kept_where_it_is_wanted_and_taken_up_again()
    {
        var hello = Repository.PathOf("samples", "hello", "hello.yaml");

        Assert.Equal(0, InProcess.In(_folder, "run", hello, "--keep", "kept").Code);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "kept")));
        Assert.Equal(0, InProcess.In(_folder, "run", hello, "--keep", "kept").Code);
        Assert.Contains("2 finished", InProcess.In(_folder, "data", "check", "kept").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_is_not_put_where_something_else_is()
    {
        _folder.Write("taken/notes.txt", "mine");
        var refused = InProcess.In(_folder, "run", Repository.PathOf("samples", "hello", "hello.yaml"), "--keep", "taken");
        Assert.Equal(2, refused.Code);
        Assert.Contains("not empty", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["notes.txt"], Directory.GetFiles(Path.Combine(_folder.Path, "taken")).Select(file => Path.GetFileName(file)));
    }

    private static CliRun InRepository(params string[] arguments) => new InProcess { Folder = Repository.Root }.Run(arguments);

    private static JsonElement Results(CliRun run)
    {
        using var line = JsonDocument.Parse(run.Output);
        return line.RootElement.GetProperty("results").Clone();
    }
}
