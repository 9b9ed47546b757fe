using System.Text.Json;
using Logos.Cli.Tests.Running;
using Logos.Cli.Tests.Up;

namespace Logos.Cli.Tests.Client;

/// <summary>The commands against the server that `logos up` starts.</summary>
public sealed class ServerTests
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

    [Fact]
    public async Task A_file_that_a_graph_names_goes_with_it()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("rules.grl", "rule A no-loop { when x > 0 then y = x * 2; }");
        server.Folder.Write("g.yaml", "name: g\nnodes:\n  a:\n    type: grl\n    with:\n      rules: file:rules.grl\n      facts: { x: 2, y: 0 }\n");

        Good("ok g, version 1, is stored\n", server.Logos("submit", "g.yaml"));

        Assert.Contains("no-loop", server.Logos("graphs", "show", "g").Output, StringComparison.Ordinal);
        server.Folder.Write("g.yaml", server.Folder.Read("g.yaml").Replace("rules.grl", "none.grl", StringComparison.Ordinal));
        var missing = server.Logos("submit", "g.yaml");
        Assert.Equal(2, missing.Code);
        Assert.Contains("g.yaml:6:", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_that_do_not_fit_are_refused_before_anything_begins()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("order.yaml", Order);
        server.Logos("submit", "order.yaml");

        Assert.Equal(2, server.Logos("execute", "order", "-i", "code=a", "-i", "amount=many").Code);
        Assert.Equal(2, server.Logos("execute", "order").Code);
        Assert.Equal(2, server.Logos("execute", "nothing").Code);
        Assert.Equal("", server.Logos("list").Output);
    }

    [Fact]
    public async Task What_waits_is_cancelled_one_by_one_and_together()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("ask.yaml", Ask);
        server.Logos("submit", "ask.yaml");
        var id = server.Logos("execute", "ask", "--detach").Output.Trim();
        server.Logos("execute", "ask", "--detach");

        Good("cancelled\n", server.Logos("cancel", id, "--reason", "ordered twice"));
        Good("1 of 1 are cancelled\n", server.Logos("cancel", "--graph", "ask", "--status", "running"));

        Assert.Equal(1, server.Logos("results", id).Code);
        Assert.Equal(64, server.Logos("cancel").Code);
        Assert.Equal(64, server.Logos("cancel", id, "--graph", "ask").Code);
    }

    [Fact]
    public async Task What_a_command_is_refused_for_is_told_in_the_words_of_the_command_line()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("ask.yaml", Ask);
        server.Logos("submit", "ask.yaml");
        var id = server.Logos("execute", "ask", "--detach").Output.Trim();

        Says("`logos webhooks list`", server.Logos("webhooks", "show", "nope"));
        Says("`logos schedules list`", server.Logos("schedules", "show", "nope"));
        Says("`logos graphs list`", server.Logos("graphs", "show", "nope"));
        Says("`logos list`", server.Logos("status", "0192f0c1-7000-7000-8000-000000000001"));
        Says("its approvals are `boss`", server.Logos("approve", id, "bos"));
        Says("--payload takes the name of a file, and was given JSON", server.Logos("signal", id, "paid", "--payload", "{"));
        Says("--inputs takes the name of a file, and was given JSON", server.Logos("execute", "ask", "--inputs", "{}"));
        Says("Wait for its end, or cancel it", server.Logos("rerun", id));
        Says("only an execution that failed", server.Logos("retry", id));
        server.Logos("cancel", id);
        Says("run it again, or fork it", server.Logos("cancel", id), ignoreCase: true);
        Assert.DoesNotContain("a file whose name begins", server.Logos("list", "--zzz").Error, StringComparison.Ordinal);

        static void Says(string words, CliRun run, bool ignoreCase = false)
        {
            Assert.Equal(2, run.Code);
            Assert.Contains(words, run.Error, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
            Assert.DoesNotContain("/api/v1", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tokens_are_made_listed_and_revoked()
    {
        await using var server = await RunningServer.StartAsync();

        var made = server.Logos("token", "new", "looker", "--scope", "read", "--role", "buyer", "--expires-in", "1d");

        Assert.Equal(0, made.Code);
        var token = made.Output.Trim();
        Assert.Equal(2, server.As(token, "").Run("token", "list").Code);
        Assert.Equal(0, server.As(token, "").Run("graphs", "list").Code);
        Assert.Contains("looker", server.Logos("token", "list").Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, server.Logos("token", "list", "--json").Output, StringComparison.Ordinal);
        Assert.Equal(0, server.Logos("token", "revoke", token.Split('_')[1]).Code);
        Assert.Equal(2, server.As(token, "").Run("graphs", "list").Code);
        Assert.StartsWith($"{server.Said.Address}/sign-in?code=", server.Logos("token", "link").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_token_is_made_anew_beside_a_stopped_server()
    {
        using var folder = new TempFolder();
        string first;
        await using (var server = await RunningServer.StartAsync(keep: folder))
        {
            first = server.Said.Token!;
            var running = server.Logos("token", "new", "admin", "--data", "data");
            Assert.Equal(2, running.Code);
            Assert.StartsWith("error LGS4007", running.Error, StringComparison.Ordinal);
        }

        var made = InProcess.In(folder, "token", "new", "again", "--data", "data", "--json");

        Assert.Equal(0, made.Code);
        var token = JsonDocument.Parse(made.Output).RootElement.GetProperty("token").GetString()!;
        await using var again = await RunningServer.StartAsync(keep: folder);
        Assert.Null(again.Said.Token);
        var row = Assert.Single(JsonDocument.Parse(again.As(token, "").Run("audit", "--json").Output).RootElement.GetProperty("items").EnumerateArray(), each => each.GetProperty("action").GetString() == "token.created" && each.GetProperty("by").GetString() != "server");
        Assert.Equal(("logos token new", token.Split('_')[1]), (row.GetProperty("by").GetString(), row.GetProperty("target").GetString()));
        Assert.Equal(0, again.As(token, "").Run("token", "list").Code);
        Assert.Equal(0, again.As(first, "").Run("token", "list").Code);
        Assert.Equal(2, InProcess.In(folder, "token", "new", "x", "--data", "nowhere").Code);
    }

    [Fact]
    public async Task Graphs_of_a_folder_are_there_from_the_start()
    {
        using var folder = new TempFolder();
        folder.Write("mine/order.yaml", Order);

        await using var server = await RunningServer.StartAsync(graphs: "mine", keep: folder);

        Assert.Equal("{\n  \"total\": 2,\n  \"code\": \"x\"\n}\n", server.Logos("execute", "order", "-i", "code=x").Output);
        Assert.Matches("\norder +1 ", server.Logos("graphs", "list").Output);
    }

    [Fact]
    public async Task A_file_is_run_on_a_server_as_if_it_were_submitted_and_executed()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("order.yaml", Order);

        var first = server.Logos("run", "order.yaml", "--server", "-i", "code=007", "-i", "amount=3");
        var second = server.As(server.Said.Token, "").Run("run", "--server", server.Said.Address, "order.yaml", "-i", "code=x", "--json");

        Good("{\n  \"total\": 6,\n  \"code\": \"007\"\n}\n", first);
        Assert.StartsWith("order, version 1, is stored\nexecution ", first.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.Code, second.Error));
        using var json = JsonDocument.Parse(second.Output);
        Assert.Equal(2, json.RootElement.GetProperty("results").GetProperty("total").GetInt32());
        Assert.Equal(2, server.Logos("list").Output.Split("order v1").Length - 1);
        server.Folder.Write("order.yaml", Order.Replace("amount * 2", "amount * 3", StringComparison.Ordinal));
        Assert.Contains("\"total\": 3", server.Logos("run", "order.yaml", "--server", "-i", "code=x").Output, StringComparison.Ordinal);
        server.Folder.Write("order.yaml", "name: order\nnodes:\n  x:\n    typ: rule\n");
        var faulty = server.Logos("run", "order.yaml", "--server");
        Assert.Equal(2, faulty.Code);
        Assert.Contains("order.yaml:4:5", faulty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_graph_starts_goes_to_the_server_with_it()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("graphs-here/top.yaml", "name: top\nnodes:\n  sub: { type: subgraph, with: { graph: middle } }\n  own: { type: subgraph, with: { graph: elsewhere } }\noutputs: { out: \"${{ sub.deep }}\" }\n");
        server.Folder.Write("graphs-here/middle.yml", "name: middle\nnodes:\n  leaf: { type: subgraph, with: { graph: leaf } }\noutputs: { deep: \"${{ leaf.n }}\" }\n");
        server.Folder.Write("graphs-here/leaf.json", """{"name":"leaf","nodes":{"n":{"type":"rule","with":{"output":7}}},"outputs":{"n":"${{ n }}"}}""");
        server.Folder.Write("elsewhere.yaml", "name: elsewhere\nnodes:\n  n: { type: rule, with: { output: 1 } }\n");
        Assert.Equal(0, server.Logos("submit", "elsewhere.yaml").Code);

        var run = server.Logos("run", "graphs-here/top.yaml", "--server");

        Good("{\n  \"out\": 7\n}\n", run);
        Assert.StartsWith("leaf, version 1, is stored\nmiddle, version 1, is stored\ntop, version 1, is stored\nexecution ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FILE goes before it", "--server", "order.yaml")]
    [InlineData("--keep is for a run in this process", "order.yaml", "--server", "--keep", "kept")]
    [InlineData("--only is for a run in this process", "order.yaml", "--server", "--only", "price")]
    [InlineData("there is no --server", "order.yaml", "--token-file", "token")]
    public void What_does_not_go_with_a_server_is_told(string words, params string[] arguments)
    {
        var run = new InProcess().Run(["run", .. arguments]);

        Assert.Equal(64, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_in_is_known_to_the_next_command()
    {
        await using var server = await RunningServer.StartAsync();
        var line = server.As(null, server.Said.Token + "\n");

        Good($"signed in at {server.Said.Address} as admin, with the scope admin\n", line.Run("login"));

        line.Environment.Remove("LOGOS_SERVER");
        Assert.Equal(0, line.Run("token", "list").Code);
        Assert.Equal(0, line.Run("logout").Code);
        line.Environment["LOGOS_SERVER"] = server.Said.Address;
        var refused = line.Run("token", "list");
        Assert.Equal(2, refused.Code);
        Assert.Contains("logos login", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_a_table_that_fits_and_a_pipe_gets_all_of_it()
    {
        await using var server = await RunningServer.StartAsync();
        server.Folder.Write("long.yaml", $"name: long\ndescription: {new string('x', 200)}\nnodes:\n  a:\n    type: rule\n    with:\n      output: 1\n");
        server.Logos("submit", "long.yaml");

        Assert.Contains(new string('x', 200), server.Logos("graphs", "list").Output, StringComparison.Ordinal);
        var narrow = server.As(server.Said.Token, "", width: 60, onTerminal: true);
        narrow.Environment["NO_COLOR"] = "1";
        Assert.All(narrow.Run("graphs", "list").Output.TrimEnd('\n').Split('\n'), line => Assert.True(line.Length <= 60, line));
    }

    private static void Good(string output, CliRun run)
    {
        Assert.True(run.Code == 0, $"{run.Code}: {run.All}");
        Assert.Equal(output, run.Output);
    }
}
