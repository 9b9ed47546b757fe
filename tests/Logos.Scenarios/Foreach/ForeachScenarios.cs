using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Foreach;

/// <summary>One run per item.</summary>
public abstract class ForeachScenarios(Deployment deployment)
{
    [Fact]
    public async Task A_thousand_items_come_out_in_their_order()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: thousand
            inputs: { items: { type: array, required: true } }
            nodes:
              each: { type: rule, foreach: { items: "${{ inputs.items }}", concurrency: 50 }, with: { output: { n: "${{ item * 2 }}", at: "${{ index }}" } } }
              total: { type: rule, needs: [each], with: { output: "${{ sum(map(each, e => e.n)) }}" } }
            outputs: { each: "${{ each }}", total: "${{ total }}" }
            """, new { items = Enumerable.Range(0, 1_000) });
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (2 * i, i)), ended.At("results.each").EnumerateArray().Select(each => (each.GetProperty("n").GetInt32(), each.GetProperty("at").GetInt32())));
        Assert.Equal(999_000, ended.Number("results.total"));
    }

    [Fact]
    public async Task No_more_run_at_once_than_concurrency_lets_and_no_fewer()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: narrow
            nodes:
              each: { type: http, timeout: 30s, foreach: { items: [1, 2, 3, 4, 5, 6, 7, 8, 9], concurrency: 3 }, with: { url: SITE/together/KEY/3 } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(3, deployment.Site.Most(key));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task No_items_are_an_empty_list(string items)
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: empty
            inputs: { items: { type: any } }
            nodes:
              each: { type: rule, foreach: { items: "${{ inputs.items }}" }, with: { output: "${{ item }}" } }
              after: { type: rule, needs: [each], with: { output: "${{ len(each) }}" } }
            outputs: { after: "${{ after }}" }
            """, new { items = JsonSerializer.Deserialize<JsonElement>(items) });
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(0, ended.Number("results.after"));
    }

    [Fact]
    public async Task What_is_no_list_fails_the_node()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: nolist
            inputs: { items: { type: any } }
            nodes:
              each: { type: rule, foreach: { items: "${{ inputs.items }}" }, with: { output: "${{ item }}" } }
            """, new { items = 7 });
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS3009", ended.Text("error.code"));
    }

    [Fact]
    public async Task The_item_that_fails_is_named()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: oneitem
            nodes:
              each: { type: assert, foreach: { items: [1, 2, 99, 4], concurrency: 1 }, with: { checks: [{ that: item < 10, message: "${{ item }} is too large" }] } }
            """);
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS3006", ended.Text("error.code"));
        Assert.Contains("99 is too large", ended.Text("error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_fail_can_be_let_pass_and_tell_why()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: some
            nodes:
              each: { type: assert, on_error: continue, foreach: { items: [1, 20, 3, 40] }, with: { checks: [{ that: item < 10, message: "${{ item }} is too large" }] } }
              after: { type: rule, needs: [each], join: done, with: { output: { each: "${{ each }}", code: "${{ each.$errors[3].code }}", good: "${{ each.$errors[2] }}" } } }
            outputs: { after: "${{ after }}" }
            """);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal([JsonValueKind.Object, JsonValueKind.Null, JsonValueKind.Object, JsonValueKind.Null], ended.At("results.after.each").EnumerateArray().Select(each => each.ValueKind));
        Assert.Equal("LGS5020", ended.Text("results.after.code"));
        Assert.Equal(JsonValueKind.Null, ended.At("results.after.good").ValueKind);
    }

    [Fact]
    public async Task An_item_is_tried_again_alone()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var ended = await api.RunAsync("""
            name: again
            nodes:
              each: { type: http, timeout: 10s, retry: { attempts: 3, delay: 10ms }, foreach: { items: [0, 2, 0] }, with: { url: "SITE/flaky/KEY-${{ index }}/${{ item }}" } }
            outputs: { calls: "${{ map(each, e => e.calls) }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        Assert.Equal("[1,3,1]", ended.At("results.calls").GetRawText());
        Assert.Equal([1, 3, 1], Enumerable.Range(0, 3).Select(i => deployment.Site.Calls($"{key}-{i}")));
    }

    [Fact]
    public async Task What_was_done_of_a_list_is_told_while_it_runs()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: halfway
            nodes:
              each: { type: http, timeout: 30s, foreach: { items: ["count/KEY-a", "count/KEY-b", "hold/KEY"], concurrency: 1 }, with: { url: "SITE/${{ item }}" } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        await deployment.Site.ArrivedAsync(key);
        var node = await api.NodeOfAsync(execution, "each");
        Assert.Equal("running", node.Text("status"));
        Assert.True(node.Has("items"), node.Json.GetRawText());
        deployment.Site.Release(key);
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
    }
}
