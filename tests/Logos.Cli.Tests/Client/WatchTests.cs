using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Logos.Cli.Tests.Client;

public sealed class WatchTests
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000001";
    private const string Results = $$$"""{"execution_id":"{{{Id}}}","status":"completed","results":{"total":12.50}}""";
    private const string End = "event: end\ndata: {}\n\n";

    [Fact]
    public async Task A_broken_stream_goes_on_behind_the_last_event_that_came()
    {
        await using var server = await ScriptedServer.StartAsync((context, number) => context.Request.Path.Value!.EndsWith("/results", StringComparison.Ordinal)
            ? context.Json(Results)
            : number switch
            {
                1 => Events(context, Node(7, "node.running", "running")),
                2 => Break(context, ": ping\n\n"),
                _ => Events(context, Node(8, "node.succeeded", "succeeded") + Execution(9, "completed") + End),
            });

        var run = server.Logos("watch", Id);

        Assert.Equal((0, "{\n  \"total\": 12.5\n}\n"), (run.Code, run.Output));
        Assert.Equal([null, "7", "7"], server.Heard.Take(3).Select(request => request.Headers.GetValueOrDefault("Last-Event-ID")));
        Assert.Matches(@"\A +\d\.\d{3}s  a +  running\n +\d\.\d{3}s  a +  succeeded\ncompleted after ", run.Error);
    }

    [Fact]
    public async Task What_the_nodes_have_told_is_not_told_again_by_the_events_behind_it()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Request.Path.Value switch
        {
            var path when path!.EndsWith("/results", StringComparison.Ordinal) => context.Json(Results),
            var path when path!.EndsWith("/nodes", StringComparison.Ordinal) => context.Json("""{"items":[{"id":"a","status":"succeeded","attempt":1}]}"""),
            _ => Events(context, State("succeeded") + Node(7, "node.running", "running") + Node(8, "node.succeeded", "succeeded") + Execution(9, "completed") + End),
        });

        var run = server.Logos("watch", Id);

        Assert.Equal(0, run.Code);
        Assert.Matches(@"\A +\d\.\d{3}s  a +  succeeded\ncompleted after ", run.Error);
    }

    [Fact]
    public async Task What_was_skipped_is_told_before_what_waited_for_it()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Request.Path.Value switch
        {
            var path when path!.EndsWith("/results", StringComparison.Ordinal) => context.Json(Results),
            var path when path!.EndsWith("/nodes", StringComparison.Ordinal) => context.Json("""{"items":[{"id":"boss","status":"skipped","skipped_because":"too small"},{"id":"place","status":"succeeded","attempt":1}]}"""),
            _ => Events(context, "event: execution.state\ndata: {\"execution_id\":\"" + Id + "\",\"status\":\"completed\",\"nodes\":{\"boss\":\"skipped\",\"place\":\"succeeded\"}}\n\n" + End),
        });

        var run = server.Logos("watch", Id);

        Assert.Matches(@"\A +\d\.\d{3}s  boss +skipped +too small\n +\d\.\d{3}s  place +succeeded\ncompleted after ", run.Error);
    }

    [Fact]
    public async Task For_a_machine_each_event_is_a_line()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => Events(context, Node(1, "node.failed", "failed") + Execution(2, "failed") + End));

        var run = server.Logos("watch", Id, "--json");

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Equal(["node.failed", "execution.failed"], run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
    }

    [Fact]
    public async Task An_execution_that_failed_ends_with_1_and_says_why()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Json($$$"""{"execution_id":"{{{Id}}}","status":"failed","error":{"code":"LGS5001","message":"no room"}}"""));

        var run = server.Logos("results", Id);

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("error LGS5001", run.Error, StringComparison.Ordinal);
        Assert.Contains("no room", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_place_of_an_id_a_graph_stands_for_its_latest_execution()
    {
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Request.Path.Value!.EndsWith("/results", StringComparison.Ordinal)
            ? context.Json(Results)
            : context.Json($$$"""{"items":[{"id":"{{{Id}}}"}]}"""));

        Assert.Equal(0, server.Logos("results", "my orders").Code);
        Assert.Equal(["GET /api/v1/executions?graph=my%20orders&roots=true&limit=1", $"GET /api/v1/executions/{Id}/results"], server.Heard.Select(request => request.Line));
    }

    private static string State(string node) =>
        $$$"""
        event: execution.state
        data: {"execution_id":"{{{Id}}}","status":"running","nodes":{"a":"{{{node}}}"}}


        """.ReplaceLineEndings("\n");

    private static string Node(int id, string name, string status) =>
        $$"""
        id: {{id}}
        event: {{name}}
        data: {"execution_id":"{{Id}}","graph":"g","node":"a","status":"{{status}}","attempt":1}


        """.ReplaceLineEndings("\n");

    private static string Execution(int id, string status) =>
        $$"""
        id: {{id}}
        event: execution.{{status}}
        data: {"execution_id":"{{Id}}","status":"{{status}}"}


        """.ReplaceLineEndings("\n");

    private static async Task Events(HttpContext context, string text)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    private static async Task Break(HttpContext context, string text)
    {
        await Events(context, text);
        context.Abort();
    }
}
