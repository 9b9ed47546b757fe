using System.Text.Json;
using Logos.Cli.Tests.Running;

namespace Logos.Cli.Tests.Test;

public sealed class TestCommandTests : IDisposable
{
    private const string Graph = """
        name: orders
        inputs: { product: { type: string, required: true } }
        nodes:
          demand: { type: postgres, with: { connection: shop, query: "select 1", result: first } }
          order:
            type: http
            needs: [demand]
            when: demand.daily > 10
            with: { method: POST, url: "https://shop.example", headers: { authorization: "${{ secrets.key }}" }, body: { product: "${{ inputs.product }}" } }
            retry: { attempts: 3, delay: 10s, backoff: fixed, jitter: false }
            timeout: 1m
          agree: { type: approval, needs: [order], with: { message: "Well?" } }
        outputs: { said: "${{ agree.decision }}" }
        """;

    private readonly TempFolder _folder = new();

    public TestCommandTests() => _folder.Write("orders.yaml", Graph);

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Repository.PathOf("samples"), "*.test.yaml", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_tests_of_the_samples_pass(string file)
    {
        var run = new InProcess { Folder = Repository.Root }.Run("test", file);

        Assert.True(run.Code == 0, run.All);
        Assert.Matches("(?m)^[1-9][0-9]* passed, 0 failed in ", run.Output);
    }

    [Fact]
    public void Every_sample_that_the_command_line_can_run_has_tests() =>
        Assert.All(Directory.GetDirectories(Repository.PathOf("samples")).Where(folder => Path.GetFileName(folder) != "custom-node"),
            folder => Assert.NotEmpty(Directory.GetFiles(folder, "*.test.yaml", SearchOption.AllDirectories)));

    [Fact]
    public void What_is_stubbed_retried_signalled_and_called_is_compared()
    {
        var run = Test("""
            - name: it is asked again
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs:
                demand: { output: { daily: 35 } }
                order: { sequence: [{ fail: { code: BUSY, kind: transient } }, { output: { n: 7 }, after: 5s }] }
              signals: { agree: { payload: { decision: approved }, after: 2d } }
              expect:
                took: 2d
                nodes: { order: { status: succeeded, attempts: 2, output: { n: 7 } }, agree: succeeded }
                outputs: { said: approved }
                calls: { order: [{ body: { product: P1 }, headers: { authorization: abc } }, {}], demand: [{}] }
            - name: nothing is ordered
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs: { demand: { output: { daily: 3 } } }
              expect: { nodes: { order: skipped }, calls: { order: [] }, outputs: { said: null } }
            - name: it takes too long
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs: { demand: { output: { daily: 35 } }, order: { hang: true } }
              expect: { status: failed, nodes: { order: { status: timed_out, attempts: 3 } }, took: 200s }
            - name: nobody agrees
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs: { demand: { output: { daily: 35 } }, order: { output: 1 } }
              expect: { waits_for: [agree] }
            """);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"\Aok   it is asked again\nok   nothing is ordered\nok   it takes too long\nok   nobody agrees\n4 passed, 0 failed in ", run.Output);
    }

    [Fact]
    public void What_differs_is_told_by_its_path_with_what_was_expected_and_what_came()
    {
        var run = Test("""
            - name: it is all wrong
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs: { demand: { output: { daily: 35, list: [1, 2] } }, order: { output: 1 } }
              signals: { agree: { decision: rejected } }
              expect:
                status: failed
                error: LGS1
                took: 1s
                nodes: { order: { attempts: 3, output: 2 }, demand: { output: { daily: 36, list: [1, 3], more: 1 } }, agree: failed }
                outputs: { said: approved }
                calls: { order: [{ body: { product: P2 } }, {}] }
            - name: it is right
              inputs: { product: P1 }
              secrets: { key: abc }
              stubs: { demand: { output: null } }
            """);

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.StartsWith("""
            FAIL it is all wrong (orders.test.yaml:3)
              status: expected "failed", got "completed"
              error: expected "LGS1", got null
              outputs.said: expected "approved", got "rejected"
              nodes.order.attempts: expected 3, got 1
              nodes.order.output: expected 2, got 1
              nodes.demand.output.daily: expected 36, got 35
              nodes.demand.output.list[1]: expected 3, got 2
              nodes.demand.output.more: expected 1, and it is not there
              nodes.agree.status: expected "failed", got "succeeded"
              calls.order: expected "2 calls", got "1 call"
              calls.order[0].body.product: expected "P2", got "P1"
              took: expected "1s", got "0s"
              completed; the nodes:
                demand  succeeded
                order   succeeded
                agree   succeeded

            ok   it is right
            1 passed, 1 failed in 
            """.ReplaceLineEndings("\n"), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_gets_one_line()
    {
        const string Tests = "- { name: one, inputs: { product: P }, secrets: { key: k }, stubs: { demand: { output: null } } }\n- { name: two, inputs: { product: P }, secrets: { key: k }, stubs: { demand: { output: null } }, expect: { outputs: { said: x, more: 1 } } }\n";
        var run = Test(Tests, "--json");

        using var line = JsonDocument.Parse(run.Output);
        Assert.Equal((1, 1, 1), (run.Code, line.RootElement.GetProperty("passed").GetInt32(), line.RootElement.GetProperty("failed").GetInt32()));
        var failed = line.RootElement.GetProperty("tests")[1];
        Assert.Equal(("two", false, 4), (failed.GetProperty("name").GetString(), failed.GetProperty("passed").GetBoolean(), failed.GetProperty("line").GetInt32()));
        Assert.Equal("""[{"path":"outputs.said","expected":"x","actual":null},{"path":"outputs.more","expected":1}]""", failed.GetProperty("differences").GetRawText());

        Assert.Equal(0, Test(Tests, "--filter", "ONE").Code);
        Assert.Equal(2, Test(Tests, "--filter", "three").Code);
    }

    [Theory]
    [InlineData("- { name: a, input: {} }", "orders.test.yaml:3:16", "did you mean `inputs`?")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, stubs: { ordr: { output: 1 } } }", "LGS9050", "did you mean `order`?")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, stubs: { order: { output: 1, fail: {} } } }", "LGS9050", "a stub says only one of output, fail")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, stubs: { order: { outptu: 1 } } }", "has no field `outptu`", "did you mean `output`?")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, stubs: { agree: { output: 1 } } }", "`agree` is of type approval, which cannot be stubbed", "`signals` answer it")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, stubs: { order.compensate: { output: 1 } } }", "nothing undoes `order`", "")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, signals: { agre: 1 } }", "no node waits for `agre`", "did you mean `agree`?")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, expect: { nodes: { order: succeded } } }", "a node's status is one of", "did you mean `succeeded`?")]
    [InlineData("- { name: a, inputs: { product: P }, secrets: { key: k }, expect: { calls: { demnd: [] } } }", "there is no node `demnd`", "did you mean `demand`?")]
    [InlineData("- { name: a, inputs: { produkt: P }, secrets: { key: k } }", "no input `produkt`", "did you mean `product`?")]
    [InlineData("- { name: a, inputs: { product: P } }", "the secret `key`", "secrets: { key: … }")]
    [InlineData("- { name: a, inputs: { product: P }, now: yesterday, secrets: { key: k } }", "`yesterday` is no time", "2026-01-31T08:00:00Z")]
    [InlineData("- { name: a }\n- { name: a }", "two tests are called `a`", "")]
    [InlineData("[]", "there are no tests", "")]
    public void A_fault_in_a_test_file_is_told_with_its_place_and_nothing_runs(string tests, string message, string hint)
    {
        var run = Test(tests);

        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
        Assert.Contains("orders.test.yaml:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_missing_graph_are_told()
    {
        Assert.Equal(2, InProcess.In(_folder, "test", "none.test.yaml").Code);
        _folder.Write("other.test.yaml", "graph: none.yaml\ntests: [{ name: a }]\n");
        Assert.Contains("none.yaml", InProcess.In(_folder, "test", "other.test.yaml").Error, StringComparison.Ordinal);
        Assert.Equal(64, InProcess.In(_folder, "test").Code);
    }

    private CliRun Test(string tests, params string[] more)
    {
        _folder.Write("orders.test.yaml", $"graph: orders.yaml\ntests:\n{string.Concat(tests.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => $"  {line}\n"))}");
        return InProcess.In(_folder, ["test", "orders.test.yaml", .. more]);
    }
}
