using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Orchestrator.Tests.Hosting;

public sealed class RepetitionTests : IDisposable
{
    private const string Sum = """
        name: sum
        inputs: { n: { type: integer, required: true }, m: { type: integer, default: 1 } }
        nodes:
          first: { type: double, with: { n: "${{ inputs.n }}" } }
          second: { type: double, needs: [first], with: { n: "${{ first.value + inputs.m }}" } }
        outputs: { value: "${{ second.value }}" }
        """;

    private const string Outer = "name: outer\nnodes:\n  inner: { type: subgraph, with: { graph: sum, inputs: { n: 2 } } }\noutputs: { value: \"${{ inner.value }}\" }\n";
    private const string Asking = "name: asking\nnodes:\n  agree: { type: approval, with: { message: m, approvers: [ada, \"role:buyer\"] } }\noutputs: { by: \"${{ agree.by }}\" }\n";
    private const string Large = "name: large\ninputs: { text: { type: string } }\nnodes:\n  copy: { type: rule, with: { output: \"${{ inputs.text }}\" } }\n  length: { type: rule, needs: [copy], with: { output: \"${{ len(copy) }}\" } }\noutputs: { value: \"${{ length }}\" }\n";

    private readonly Folder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_has_ended_is_run_again_as_an_execution_of_its_own()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var first = await logos.RunAsync("sum", new { n = 2 }, cancellationToken: Token);

        var again = await logos.WaitAsync(await logos.RerunAsync(first.Id, Token), Token);

        Assert.NotEqual(first.Id, again!.Id);
        Assert.Equal((ExecutionStatus.Completed, first.Results, first.Inputs), (again.Status, again.Results, again.Inputs));
    }

    [Fact]
    public async Task A_fork_begins_at_its_node_with_other_inputs()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var first = await logos.RunAsync("sum", new { n = 2 }, cancellationToken: Token);

        var fork = await logos.WaitAsync(await logos.ForkAsync(first.Id, "second", new { m = 10 }, Token), Token);

        Assert.Equal(new DoubleOutput(28), fork!.ResultsAs<DoubleOutput>());
        Assert.Equal([NodeStatus.Succeeded, NodeStatus.Succeeded], fork.Nodes.Select(node => node.Status));
    }

    [Fact]
    public async Task Large_values_are_copied_and_outlive_the_execution_that_they_came_from()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var first = await logos.RunAsync("large", new { text = new string('x', 100_000) }, cancellationToken: Token);
        var fork = await logos.ForkAsync(first.Id, "length", cancellationToken: Token);
        Assert.Equal((Value)100_000, (await logos.WaitAsync(fork, Token))!.Results["value"]);

        foreach (var blob in Directory.EnumerateFiles(Path.Combine(_folder.Path, "logos-data", "blobs"), $"{first.Id:D}~*"))
            File.Delete(blob);

        Assert.Equal((Value)100_000, (await logos.WaitAsync(await logos.RerunAsync(fork, Token), Token))!.Results["value"]);
        Assert.Equal((409, ExecutionCodes.ValueGone), await RefusedAsync(() => logos.RerunAsync(first.Id, Token)));
    }

    [Fact]
    public async Task What_cannot_be_repeated_is_refused_with_its_code_and_nothing_is_started()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var ended = (await logos.RunAsync("outer", cancellationToken: Token)).Id;
        var child = (await logos.ListAsync(new() { Graph = "sum" }, cancellationToken: Token)).Items.Single().Id;
        var open = await logos.StartAsync("asking", cancellationToken: Token);

        Assert.Equal((404, ExecutionCodes.HasEnded), await RefusedAsync(() => logos.RerunAsync(Guid.Empty, Token)));
        Assert.Equal((409, ExecutionCodes.NotEnded), await RefusedAsync(() => logos.RerunAsync(open, Token)));
        Assert.Equal((409, ExecutionCodes.IsChild), await RefusedAsync(() => logos.ForkAsync(child, "first", cancellationToken: Token)));
        Assert.Equal((404, ExecutionCodes.NoSuchNode), await RefusedAsync(() => logos.ForkAsync(ended, "iner", cancellationToken: Token)));
        Assert.Equal(422, (await RefusedAsync(() => logos.ForkAsync(ended, "inner", new { q = 1 }, Token))).Status);
        Assert.Equal(3, (await logos.ListAsync(cancellationToken: Token)).Items.Count);
    }

    [Fact]
    public async Task What_was_begun_with_a_version_that_nothing_here_can_run_is_not_forked()
    {
        Guid id;
        using (var host = await StartAsync())
        {
            id = (await host.Services.GetRequiredService<LogosEngine>().RunAsync("sum", new { n = 2 }, cancellationToken: Token)).Id;
            await host.StopAsync(Token);
        }

        using var other = await StartAsync(knowsDouble: false);
        Assert.Equal((409, ExecutionCodes.NoPlan), await RefusedAsync(() => other.Services.GetRequiredService<LogosEngine>().ForkAsync(id, "second", cancellationToken: Token)));
    }

    [Fact]
    public async Task Executions_are_listed_from_the_newest_down()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var ids = new List<Guid>();
        for (var n = 0; n < 3; n++)
            ids.Add((await logos.RunAsync("sum", new { n }, cancellationToken: Token)).Id);
        ids.Add(await logos.StartAsync("asking", cancellationToken: Token));

        var page = await logos.ListAsync(limit: 3, cancellationToken: Token);
        var rest = await logos.ListAsync(after: page.Next, cancellationToken: Token);

        Assert.Equal(ids.AsEnumerable().Reverse(), page.Items.Concat(rest.Items).Select(item => item.Id));
        Assert.Equal(3, (await logos.ListAsync(new() { Status = ExecutionStatus.Completed }, cancellationToken: Token)).Items.Count);
    }

    [Fact]
    public async Task Approvers_hold_for_a_caller_and_the_process_itself_may_answer_everything()
    {
        using var host = await StartAsync();
        var logos = host.Services.GetRequiredService<LogosEngine>();
        var yes = new { decision = "approved" };
        var id = await AskedAsync(logos);

        Assert.Equal((403, ExecutionCodes.NotAllowed), Told(await logos.SignalAsync(id, "agree", yes, new("bob", ["seller"]), Token)));
        Assert.Equal((200, null), Told(await logos.SignalAsync(id, "agree", yes, new("eve", ["buyer"]), Token)));
        Assert.Equal("eve", (await logos.WaitAsync(id, Token))!.Results["by"].AsString());
        Assert.Equal((200, null), Told(await logos.SignalAsync(await AskedAsync(logos), "agree", yes, cancellationToken: Token)));
    }

    private static (int, string?) Told(Verdict? verdict) => (verdict!.Status, verdict.Code);

    private static async Task<(int Status, string Code)> RefusedAsync(Func<Task<Guid>> repeat)
    {
        var refused = await Assert.ThrowsAsync<RepetitionRefusedException>(repeat);
        Assert.StartsWith(refused.Code, refused.Message, StringComparison.Ordinal);
        return (refused.Status, refused.Code);
    }

    private static async Task<Guid> AskedAsync(LogosEngine logos)
    {
        var id = await logos.StartAsync("asking", cancellationToken: Token);
        await foreach (var update in logos.WatchAsync(id, Token))
        {
            if (update is ExecutionUpdate.Node { Info.Signal: "agree" })
                break;
        }

        return id;
    }

    private async Task<IHost> StartAsync(bool knowsDouble = true)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, DisableDefaults = true });
        builder.AddLogos();
        if (knowsDouble)
            builder.AddLogosNode<Double>("double", Pool.Rule).AddLogosGraph(Sum).AddLogosGraph(Outer);
        builder.AddLogosGraph(Asking).AddLogosGraph(Large);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
