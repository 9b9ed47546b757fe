using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Running;

/// <summary>The order of nodes, joins, conditions, and what is told of those that did not run.</summary>
public abstract class NodeScenarios(Deployment deployment)
{
    [Fact]
    public async Task A_diamond_runs_in_the_order_of_its_needs()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: diamond
            inputs: { n: { type: integer, required: true } }
            nodes:
              first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
              left: { type: rule, needs: [first], with: { output: "${{ first * 2 }}" } }
              right: { type: rule, needs: [first], with: { output: "${{ first * 3 }}" } }
              last: { type: rule, needs: [left, right], with: { output: "${{ left + right }}" } }
            outputs: { value: "${{ last }}" }
            """, new { n = 9 });
        var ended = await api.EndAsync(execution);
        Assert.Equal(50, ended.Number("results.value"));
        var nodes = await api.AllAsync($"/api/v1/executions/{execution}/nodes");
        Assert.Equal(["first", "last", "left", "right"], nodes.Select(node => node.GetProperty("id").GetString()!).Order());
        Assert.All(nodes, node => Assert.Equal("succeeded", node.GetProperty("status").GetString()));
        var events = (await api.TimelineAsync(execution)).Where(each => each.GetProperty("event").GetString() == "node.succeeded").Select(each => each.GetProperty("node").GetString()!).ToList();
        Assert.Equal("first", events[0]);
        Assert.Equal("last", events[^1]);
    }

    [Fact]
    public async Task A_node_tells_what_it_was_given_and_what_it_yielded()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: told
            nodes:
              ask: { type: http, timeout: 10s, with: { method: POST, url: SITE/echo, body: { a: "${{ 1 + 1 }}", "ключ": "значение 🚀" } } }
            """);
        await api.EndAsync(execution);
        var node = await api.NodeOfAsync(execution, "ask");
        Assert.Equal("http", node.Text("type"));
        Assert.Equal(1, node.Number("attempt"));
        Assert.Equal(2, node.Number("input.body.a"));
        Assert.Equal("значение 🚀", node.Text("output.body.ключ"));
        Assert.True(node.At("started_at").GetDateTimeOffset() <= node.At("ended_at").GetDateTimeOffset());
        Assert.True(node.Number("duration_ms") >= 0);
    }

    [Fact]
    public async Task A_node_whose_condition_is_false_is_skipped_and_says_why()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: skipped
            inputs: { n: { type: integer, required: true } }
            nodes:
              a: { type: rule, when: inputs.n > 5, with: { output: 1 } }
              b: { type: rule, needs: [a], with: { output: 2 } }
              c: { type: rule, needs: [b], join: done, with: { output: "${{ a.$status + ' ' + b.$status }}" } }
            outputs: { c: "${{ c }}" }
            """, new { n = 3 });
        var ended = await api.EndAsync(execution);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal("skipped skipped", ended.Text("results.c"));
        Assert.Equal("`inputs.n > 5` is false", (await api.NodeOfAsync(execution, "a")).Text("skipped_because"));
        Assert.Contains("a", (await api.NodeOfAsync(execution, "b")).Text("skipped_because"), StringComparison.Ordinal);
        var told = (await api.TimelineAsync(execution)).Where(each => each.GetProperty("event").GetString() == "node.skipped").ToDictionary(each => each.GetProperty("node").GetString()!, each => each.GetProperty("message").GetString()!);
        Assert.Equal(["a", "b"], told.Keys.Order());
        Assert.Contains("inputs.n > 5", told["a"], StringComparison.Ordinal);
        Assert.Contains("`a`", told["b"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_of_any_goes_on_with_the_branch_that_ran()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: any
            nodes:
              a: { type: rule, when: len(run.graph) > 99, with: { output: 1 } }
              b: { type: rule, with: { output: 2 } }
              c: { type: rule, needs: [a, b], join: any, with: { output: "${{ a ?? b }}" } }
            outputs: { c: "${{ c }}" }
            """);
        Assert.Equal(2, ended.Number("results.c"));
    }

    [Fact]
    public async Task A_merge_of_any_does_not_wait_for_the_slower_branch()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: sooner
            nodes:
              fast: { type: rule, with: { output: 1 } }
              slow: { type: http, timeout: 1m, with: { url: SITE/hold/KEY } }
              then: { type: rule, needs: [fast, slow], join: any, with: { output: 3 } }
            outputs: { then: "${{ then }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        await api.NodeAsync(execution, "then", "succeeded");
        Assert.Equal("running", (await api.NodeOfAsync(execution, "slow")).Text("status"));
        deployment.Site.Release(key);
        Assert.Equal(3, (await api.EndAsync(execution)).Number("results.then"));
    }

    [Fact]
    public async Task A_merge_of_done_sees_failures_that_were_let_pass()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: done
            nodes:
              bad: { type: assert, on_error: continue, with: { checks: [{ that: len(run.graph) > 99, message: "one is not two" }] } }
              good: { type: rule, with: { output: 1 } }
              off: { type: rule, when: len(run.graph) > 99, with: { output: 1 } }
              all: { type: rule, needs: [bad, good, off], join: done, with: { output: ["${{ bad.$status }}", "${{ bad.$error.code }}", "${{ bad.$error.message }}", "${{ good.$status }}", "${{ off.$status }}"] } }
            outputs: { all: "${{ all }}" }
            """);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal("failed", ended.Text("results.all.0"));
        Assert.Equal("LGS5020", ended.Text("results.all.1"));
        Assert.Contains("one is not two", ended.Text("results.all.2"), StringComparison.Ordinal);
        Assert.Equal("succeeded", ended.Text("results.all.3"));
        Assert.Equal("skipped", ended.Text("results.all.4"));
    }

    [Fact]
    public async Task An_edge_with_a_condition_that_is_false_is_not_taken()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: edges
            nodes:
              a: { type: rule, with: { output: 7 } }
              low: { type: rule, with: { output: low } }
              high: { type: rule, with: { output: high } }
            edges:
              - { from: a, to: low, when: a < 5 }
              - { from: a, to: high, when: a >= 5 }
            outputs: { low: "${{ low }}", high: "${{ high }}" }
            """);
        var ended = await api.EndAsync(execution);
        Assert.Equal("high", ended.Text("results.high"));
        Assert.Equal(JsonValueKind.Null, ended.At("results.low").ValueKind);
        Assert.Equal("skipped", (await api.NodeOfAsync(execution, "low")).Text("status"));
    }

    [Fact]
    public async Task A_failure_ends_the_execution_and_names_node_and_reason()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: failing
            inputs: { n: { type: integer, required: true } }
            nodes:
              check: { type: assert, with: { checks: [{ that: inputs.n < 3, message: "${{ inputs.n }} is too much" }] } }
              never: { type: rule, needs: [check], with: { output: 1 } }
            """, new { n = 5 });
        var ended = await api.EndAsync(execution);
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS5020", ended.Text("error.code"));
        Assert.Contains("5 is too much", ended.Text("error.message"), StringComparison.Ordinal);
        Assert.Equal("cancelled", (await api.NodeOfAsync(execution, "never")).Text("status"));
        Assert.Equal("LGS5020", (await api.NodeOfAsync(execution, "check")).Text("error.code"));
    }

    [Fact]
    public async Task Rules_decide_over_facts()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: ruled
            inputs: { total: { type: number, required: true } }
            nodes:
              decide:
                type: grl
                with:
                  rules: |
                    rule "Large" salience 10 no-loop { when total > 1000 then discount = 0.1; large = true; }
                    rule "Net" no-loop { when large == true then net = total * (1 - discount); }
                  facts: { total: "${{ inputs.total }}" }
            outputs: { net: "${{ decide.net }}" }
            """, new { total = 1500 });
        Assert.Equal(1350, ended.Number("results.net"));
    }

    [Fact]
    public async Task What_a_run_knows_of_itself_can_be_read()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: itself
            nodes:
              a: { type: rule, with: { output: { id: "${{ run.id }}", graph: "${{ run.graph }}", attempt: "${{ run.attempt }}" } } }
            outputs: { a: "${{ a }}" }
            """);
        var ended = await api.EndAsync(execution);
        Assert.Equal(execution, ended.Text("results.a.id"));
        Assert.Equal(ended.Text("graph"), ended.Text("results.a.graph"));
        Assert.Equal(1, ended.Number("results.a.attempt"));
    }

    [Theory]
    [InlineData("GET", "SITE/status/404", "LGS5046")]
    [InlineData("POST", "SITE/status/422", "LGS5046")]
    [InlineData("GET", "SITE/status/500", "LGS5047")]
    [InlineData("GET", "http://127.0.0.1:1/", "LGS5040")]
    [InlineData("GET", "ftp://example.com/", "LGS5041")]
    public async Task A_request_that_fails_says_how(string method, string url, string code)
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: refused
            inputs: { url: { type: string, default: URL } }
            nodes:
              ask: { type: http, timeout: 10s, with: { method: METHOD, url: "${{ inputs.url }}" } }
            """.Replace("URL", url, StringComparison.Ordinal).Replace("METHOD", method, StringComparison.Ordinal));
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal(code, ended.Text("error.code"));
    }

    [Fact]
    public async Task A_whole_answer_has_status_headers_and_body()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: whole
            nodes:
              ask: { type: http, timeout: 10s, with: { url: SITE/status/418, expect: [418], response: full } }
              echo: { type: http, timeout: 10s, with: { url: SITE/echo, query: { q: "a b&c=ü" }, headers: { X-Mine: "${{ '' + len(run.graph) }}" } } }
            outputs: { status: "${{ ask.status }}", body: "${{ ask.body }}", q: "${{ echo.query.q }}", mine: "${{ echo.headers['x-mine'] }}" }
            """);
        Assert.Equal(418, ended.Number("results.status"));
        Assert.Equal("status 418", ended.Text("results.body"));
        Assert.Equal("a b&c=ü", ended.Text("results.q"));
        Assert.Equal(ended.Text("graph").Length.ToString(System.Globalization.CultureInfo.InvariantCulture), ended.Text("results.mine"));
    }
}
