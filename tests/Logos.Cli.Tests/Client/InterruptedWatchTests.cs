using System.Diagnostics;
using Logos.Cli.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace Logos.Cli.Tests.Client;

/// <summary>SIGTERM is heard as Ctrl-C is, also where a test run ignores SIGINT as a background job does.</summary>
public sealed class InterruptedWatchTests
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000001";
    private const string Goes = $"the execution goes on; `logos watch {Id}` follows it again, `logos cancel {Id}` ends it\n";

    private const string State = $$$"""
        event: execution.state
        data: {"execution_id":"{{{Id}}}","graph":"order","status":"running","nodes":{"charge":"running","price":"succeeded"}}


        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("watch", Id)]
    [InlineData("execute", "order")]
    public async Task Following_ends_at_once_and_names_what_runs(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        await using var server = await ScriptedServer.StartAsync((context, _) => context.Request.Path.Value switch
        {
            var path when path!.EndsWith("/execute", StringComparison.Ordinal) => context.Json($$"""{"execution_id":"{{Id}}","status":"pending"}""", 202),
            var path when path!.EndsWith("/events", StringComparison.Ordinal) => HangAsync(context, Node("charge", "running") + Node("price", "running") + Node("price", "succeeded") + Node("ship", "running")),
            _ => context.Json("""{"inputs":{}}"""),
        });
        using var process = server.Process(arguments);
        while (await process.StandardError.ReadLineAsync(Token) is { } line && !line.Contains("ship", StringComparison.Ordinal))
            continue;

        var run = await InterruptAsync(process);

        Assert.Equal((130, ""), (run.Code, run.Output));
        Assert.Equal("`charge` and `ship` are still running; " + Goes, run.Error);
    }

    [Theory]
    [InlineData("/nodes")]
    [InlineData("/results")]
    public async Task A_server_that_hangs_keeps_nobody(string where)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no signals");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync((context, _) =>
        {
            if (context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
                return context.Response.WriteAsync(where == "/nodes" ? State : "event: end\ndata: {}\n\n", context.RequestAborted);
            asked.TrySetResult();
            return HangAsync(context, "");
        });
        using var process = server.Process("watch", Id);
        await asked.Task.WaitAsync(Token);

        var run = await InterruptAsync(process);

        Assert.Equal((130, ""), (run.Code, run.Output));
        Assert.EndsWith((where == "/nodes" ? "`charge` is still running; " : "") + Goes, run.Error, StringComparison.Ordinal);
    }

    private static string Node(string node, string status) => $$"""
        event: node.{{status}}
        data: {"execution_id":"{{Id}}","node":"{{node}}","status":"{{status}}","attempt":1}


        """;

    private static async Task HangAsync(HttpContext context, string begun)
    {
        await context.Response.WriteAsync(begun, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<CliRun> InterruptAsync(Process process)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(Token);
        return await LogosProcess.Finish(process);
    }
}
