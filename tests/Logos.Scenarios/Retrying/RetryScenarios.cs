using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Retrying;

/// <summary>Attempts, timeouts, what a failure means, caches, and undoing.</summary>
public abstract class RetryScenarios(Deployment deployment)
{
    [Fact]
    public async Task Each_attempt_is_told_with_its_reason()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: flaky
            nodes:
              ask: { type: http, timeout: 10s, retry: { attempts: 5, backoff: fixed, delay: 10ms }, with: { url: SITE/flaky/KEY/2 } }
            outputs: { calls: "${{ ask.calls }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        var ended = await api.EndAsync(execution);
        Assert.Equal(3, ended.Number("results.calls"));
        var node = await api.NodeOfAsync(execution, "ask");
        Assert.Equal(3, node.Number("attempt"));
        var failed = node.At("attempts").EnumerateArray().Where(each => each.GetProperty("status").GetString() == "failed").ToList();
        Assert.Equal([1, 2], failed.Select(each => each.GetProperty("attempt").GetInt32()));
        Assert.All(failed, each => Assert.Equal("LGS5047", each.GetProperty("error").GetProperty("code").GetString()));
        var timeline = await api.TimelineAsync(execution);
        Assert.Equal(2, timeline.Count(each => each.GetProperty("event").GetString() == "node.failed"));
    }

    [Fact]
    public async Task Attempts_have_an_end()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: ends
            nodes:
              ask: { type: http, timeout: 10s, retry: { attempts: 3, delay: 10ms }, with: { url: SITE/flaky/KEY/100 } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS5047", ended.Text("error.code"));
        Assert.Equal(3, deployment.Site.Calls(key));
    }

    [Fact]
    public async Task What_the_other_side_asks_for_with_Retry_After_is_kept()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: busy
            nodes:
              ask: { type: http, timeout: 10s, retry: { attempts: 2, delay: 1ms }, with: { url: SITE/busy/KEY } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("completed", ended.Text("status"));
        var times = deployment.Site.Times(key);
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(0.95), $"{times[1] - times[0]}");
    }

    [Fact]
    public async Task What_was_refused_for_good_is_not_tried_again()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: refused
            nodes:
              ask: { type: http, timeout: 10s, retry: { attempts: 5, delay: 1ms }, with: { url: SITE/refuse/KEY } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("LGS5046", ended.Text("error.code"));
        Assert.Equal(1, deployment.Site.Calls(key));
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_tried_again_and_then_times_out()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: slow
            nodes:
              ask: { type: http, timeout: 200ms, retry: { attempts: 2, delay: 10ms }, with: { url: SITE/hold/KEY } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        var ended = await api.EndAsync(execution);
        Assert.Equal("LGS3004", ended.Text("error.code"));
        Assert.Equal("timed_out", (await api.NodeOfAsync(execution, "ask")).Text("status"));
        Assert.Equal(2, deployment.Site.Calls(key));
    }

    [Fact]
    public async Task A_fallback_stands_in_and_the_failure_can_be_read()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: fallback
            nodes:
              ask: { type: http, timeout: 10s, on_error: { fallback: { price: 7 } }, with: { url: SITE/status/400 } }
              then: { type: rule, needs: [ask], with: { output: { price: "${{ ask.price }}", code: "${{ ask.$error.code }}" } } }
            outputs: { then: "${{ then }}" }
            """);
        var ended = await api.EndAsync(execution);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(7, ended.Number("results.then.price"));
        Assert.Equal("LGS5046", ended.Text("results.then.code"));
        Assert.Equal("succeeded", (await api.NodeOfAsync(execution, "ask")).Text("status"));
    }

    [Fact]
    public async Task What_is_cached_is_not_asked_again_until_it_is_asked_for_another_key()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var graph = await api.GraphAsync("""
            name: cached
            inputs: { customer: { type: string, required: true } }
            nodes:
              ask: { type: http, timeout: 10s, cache: { ttl: 1h, key: "${{ inputs.customer }}" }, with: { url: SITE/count/KEY } }
            outputs: { calls: "${{ ask.calls }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal(1, (await api.EndAsync(await api.ExecuteAsync(graph, new { customer = "a" }))).Number("results.calls"));
        var second = await api.ExecuteAsync(graph, new { customer = "a" });
        Assert.Equal(1, (await api.EndAsync(second)).Number("results.calls"));
        Assert.Equal(2, (await api.EndAsync(await api.ExecuteAsync(graph, new { customer = "b" }))).Number("results.calls"));
        Assert.Contains(await api.TimelineAsync(second), each => each.GetRawText().Contains("cached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_done_is_undone_in_reverse_when_it_ends_badly()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: undone
            nodes:
              book:
                type: http
                timeout: 10s
                with: { method: POST, url: SITE/count/KEY, body: book }
                compensate: { type: http, timeout: 10s, with: { method: POST, url: SITE/count/KEY, body: "unbook ${{ book.calls }}" } }
              pay:
                type: http
                needs: [book]
                timeout: 10s
                with: { method: POST, url: SITE/count/KEY, body: pay }
                compensate: { type: http, timeout: 10s, with: { method: POST, url: SITE/count/KEY, body: "refund ${{ pay.calls }}" } }
              fail: { type: assert, needs: [pay], with: { checks: [{ that: len(run.graph) > 99 }] } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS5020", ended.Text("error.code"));
        Assert.Equal(["book", "pay", "refund 2", "unbook 1"], deployment.Site.Bodies(key));
    }

    [Fact]
    public async Task A_failed_execution_is_tried_again_from_where_it_failed()
    {
        using var api = deployment.Admin;
        var (first, then) = (Site.Key(), Site.Key());
        var execution = await api.StartAsync("""
            name: byhand
            nodes:
              a: { type: http, timeout: 10s, with: { url: SITE/count/FIRST } }
              b: { type: http, needs: [a], timeout: 10s, retry: { attempts: 1 }, with: { url: SITE/flaky/THEN/1 } }
              c: { type: rule, needs: [b], with: { output: "${{ a.calls + b.calls }}" } }
            outputs: { c: "${{ c }}" }
            """.Replace("FIRST", first, StringComparison.Ordinal).Replace("THEN", then, StringComparison.Ordinal));
        Assert.Equal("failed", (await api.EndAsync(execution)).Text("status"));
        (await api.PostAsync($"/api/v1/executions/{execution}/retry", new { })).Good();
        var ended = await api.EndAsync(execution);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(3, ended.Number("results.c"));
        Assert.Equal(1, deployment.Site.Calls(first));
        Assert.Equal(2, deployment.Site.Calls(then));
        Assert.Equal(1, (await api.NodeOfAsync(execution, "a")).Number("attempt"));
        Assert.Equal(2, (await api.NodeOfAsync(execution, "b")).Number("attempt"));
    }
}
