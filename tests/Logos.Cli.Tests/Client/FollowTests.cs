using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Cli.Tests.Up;

namespace Logos.Cli.Tests.Client;

/// <summary>Executions on the server of `logos up`, followed to their end.</summary>
public sealed class FollowTests
{
    private const string Order = """
        name: order
        inputs:
          code: { type: string, required: true }
          amount: { type: integer, default: 1 }
        nodes:
          price:
            type: rule
            with:
              output: { total: "${{ inputs.amount * 2 }}", code: "${{ inputs.code }}" }
        outputs:
          total: ${{ price.total }}
          code: ${{ price.code }}
        """;

    private const string Ask = """
        name: ask
        nodes:
          boss:
            type: approval
            with:
              message: May we?
              form: { type: object, properties: { limit: { type: integer } } }
          done:
            type: rule
            needs: [boss]
            with:
              output: { limit: "${{ boss.form.limit }}" }
        outputs:
          limit: ${{ done.limit }}
        """;

    private const string Fails = """
        name: fails
        inputs:
          by: { type: integer, default: 0 }
        nodes:
          bad:
            type: rule
            retry: { attempts: 1 }
            with:
              output: { x: "${{ 1 / inputs.by }}" }
        """;

    [Fact]
    public async Task A_graph_is_stored_executed_looked_at_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("order.yaml", Order);

        Good("ok order, version 1, is stored\n", server.Logos("submit", "order.yaml"));
        Good("ok order, version 1, was there already\n", server.Logos("submit", "order.yaml"));
        Good("ok the server takes it\n", server.Logos("submit", "order.yaml", "--check"));
        var run = server.Logos("execute", "order", "-i", "code=007", "--input", "amount=4", "--tag", "team=buying");
        Good("{\n  \"total\": 8,\n  \"code\": \"007\"\n}\n", run);
        Assert.Matches(@"price +succeeded", run.Error);
        var list = server.Logos("list", "--graph", "order", "--status", "completed", "--tag", "team=buying");
        Assert.Matches(@"\AEXECUTION +GRAPH +STATUS +CREATED +TOOK +TAGS\n[0-9a-f-]{36}  order v1  completed .*  team=buying\n\z", list.Output);
        Assert.Matches(@"\Aorder v1  completed in .*\n[0-9a-f-]{36}  created [^\n]* team=buying\n\nNODE +TYPE +STATUS +TRIES +TOOK\nprice +rule +succeeded", server.Logos("status", "order").Output);
        Good("{\n  \"total\": 8,\n  \"code\": \"007\"\n}\n", server.Logos("results", "order"));
        Assert.Contains("order", server.Logos("graphs", "list").Output, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"order\"", server.Logos("graphs", "show", "order").Output, StringComparison.Ordinal);
        Assert.Matches(@"\n1 .*current", server.Logos("graphs", "versions", "order").Output);
        Good("order is deleted\n", server.Logos("graphs", "delete", "order"));
        Assert.Equal(2, server.Logos("graphs", "show", "order").Code);
    }

    [Fact]
    public async Task An_approval_is_answered_and_the_execution_goes_on()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("ask.yaml", Ask);
        server.Logos("submit", "ask.yaml");
        var id = server.Logos("execute", "ask", "--detach").Output.Trim();
        var watching = Task.Run(() => server.Logos("watch", id), TestContext.Current.CancellationToken);

        Good("boss is approved\n", server.Logos("approve", id, "boss", "--field", "limit=120"));

        Good("{\n  \"limit\": 120\n}\n", await watching);
        var again = server.Logos("approve", id, "boss");
        Assert.Equal(2, again.Code);
        Assert.StartsWith("error LGS", again.Error, StringComparison.Ordinal);
        Assert.Contains("boss", server.Logos("timeline", id).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_retried_run_again_and_forked()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("fails.yaml", Fails);
        server.Logos("submit", "fails.yaml");

        var failed = server.Logos("execute", "fails");

        Assert.Equal((1, ""), (failed.Code, failed.Output));
        Assert.Contains("error LGS", failed.Error, StringComparison.Ordinal);
        var id = JsonDocument.Parse(server.Logos("list", "--json").Output).RootElement.GetProperty("items")[0].GetProperty("id").GetString()!;
        Good("goes on where it failed\n", server.Logos("retry", id));
        Assert.Equal(1, server.Logos("watch", id).Code);
        Assert.Equal(1, server.Logos("rerun", id, "--watch").Code);
        Assert.Equal(1, server.Logos("fork", id, "bad", "--watch").Code);
        Assert.Equal(3, JsonDocument.Parse(server.Logos("list", "--json").Output).RootElement.GetProperty("items").GetArrayLength());
        Assert.StartsWith("3 of 3 go on\n", server.Logos("retry", "--graph", "fails", "--status", "failed").Output, StringComparison.Ordinal);
    }

    private static void Good(string output, CliRun run)
    {
        Assert.True(run.Code == 0, $"{run.Code}: {run.All}");
        Assert.Equal(output, run.Output);
    }
}
