using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Workers.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Orchestrator.Tests.Hosting;

public sealed class HostTests : IDisposable
{
    private const string Twice = """
        name: twice
        inputs: { n: { type: integer, required: true } }
        nodes:
          first: { type: double, with: { n: "${{ inputs.n }}" } }
          second: { type: double, needs: [first], with: { n: "${{ first.value }}" } }
        outputs: { value: "${{ second.value }}" }
        """;

    private const string Through = "name: through\nnodes:\n  gate: { type: gated, timeout: 1m }\noutputs: { said: \"${{ gate }}\" }\n";
    private const string Asking = "name: asking\nnodes:\n  agree: { type: approval, with: { message: \"Well?\" } }\noutputs: { said: \"${{ agree.decision }}\" }\n";
    private const string Trip = "name: trip\nnodes:\n  before: { type: double, with: { n: 1 } }\n  outing: { type: outing, needs: [before] }\noutputs: { said: \"${{ outing }}\" }\n";

    private const string Chatter = "name: chatter\nnodes:\n  chat: { type: chatty }\n  twice: { type: double, needs: [chat], with: { n: 1 } }\n  last: { type: gated, needs: [twice] }\n";

    private readonly Folder _folder = new();
    private readonly Gate _gate = new();
    private readonly Weather _weather = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_graph_of_the_hosts_own_nodes_runs_and_gives_its_results_as_a_record()
    {
        using var host = await StartAsync();

        Assert.Equal(new DoubleOutput(20), await Logos(host).RunAsync<DoubleOutput>("twice", new { n = 5 }, cancellationToken: Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task What_is_found_of_an_execution_tells_its_nodes()
    {
        using var host = await StartAsync();
        var id = await Logos(host).StartAsync("twice", new DoubleInput(1), cancellationToken: Token);

        var ended = await Logos(host).WaitAsync(id, Token);

        Assert.Equal((id, "twice", ExecutionStatus.Completed, 4), (ended!.Id, ended.Graph, ended.Status, ended.ResultsAs<DoubleOutput>().Value));
        Assert.Equal([("first", NodeStatus.Succeeded), ("second", NodeStatus.Succeeded)], ended.Nodes.Select(node => (node.Id, node.Status)));
        Assert.Equal(["""{"n":1}""", """{"n":2}"""], ended.Nodes.Select(node => node.Input.ToJson()));
        Assert.Null(await Logos(host).FindAsync(Guid.Empty, Token));
        Assert.Null(await Logos(host).WaitAsync(Guid.Empty, Token));
    }

    [Fact]
    public async Task Graphs_come_from_a_folder_with_the_files_that_they_name()
    {
        _folder.Write("graphs/rules.yaml", "name: rules\ninputs: { n: { type: integer } }\nnodes:\n  decide: { type: grl, with: { rules: \"file:rules.grl\", facts: { n: \"${{ inputs.n }}\" } } }\noutputs: { big: \"${{ decide.big }}\" }\n");
        _folder.Write("graphs/rules.grl", "rule \"Big\" { when n > 10 then big = true; }\n");
        _folder.Write("graphs/rules.test.yaml", "no graph at all");
        using var host = await StartAsync();

        Assert.Equal(Value.True, (await Logos(host).RunAsync("rules", new { n = 11 }, cancellationToken: Token)).Results["big"]);
    }

    [Fact]
    public async Task What_a_graph_does_not_take_is_refused_and_nothing_is_started()
    {
        using var host = await StartAsync();

        var wrong = await Assert.ThrowsAsync<ExecutionRefusedException>(() => Logos(host).StartAsync("twice", new { m = 5 }, cancellationToken: Token));
        Assert.Contains("no input `m`", wrong.Message, StringComparison.Ordinal);
        var missing = await Assert.ThrowsAsync<ExecutionRefusedException>(() => Logos(host).StartAsync("twic", null, cancellationToken: Token));
        Assert.Equal("did you mean `twice`?", Assert.Single(missing.Faults).Hint);
    }

    [Fact]
    public async Task An_approval_is_answered_once()
    {
        using var host = await StartAsync();
        var id = await Logos(host).StartAsync("asking", cancellationToken: Token);
        var updates = Logos(host).WatchAsync(id, Token);
        await foreach (var update in updates)
        {
            if (update is ExecutionUpdate.Node { Info: { Status: NodeStatus.Running, Signal: "agree" } })
                break;
        }

        Assert.Equal(Verdict.Done, await Logos(host).SignalAsync(id, "agree", new { decision = "approved" }, cancellationToken: Token));
        Assert.Equal("approved", (await Logos(host).WaitAsync(id, Token))!.Results["said"].AsString());
        Assert.Equal(409, (await Logos(host).SignalAsync(id, "agree", new { decision = "rejected" }, cancellationToken: Token))!.Status);
        Assert.Equal(404, (await Logos(host).SignalAsync(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), "agree", cancellationToken: Token))!.Status);
    }

    [Fact]
    public async Task A_cancelled_execution_has_no_results()
    {
        using var host = await StartAsync();
        var id = await Logos(host).StartAsync("through", cancellationToken: Token);
        await _gate.Entered.Task.WaitAsync(Token);

        Assert.Equal(Verdict.Done, await Logos(host).CancelAsync(id, "enough", Token));

        Assert.Equal((ExecutionStatus.Cancelled, Value.Null), ((await Logos(host).WaitAsync(id, Token))!.Status, (await Logos(host).FindAsync(id, Token))!.Results));
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_what_succeeded_is_kept()
    {
        using var host = await StartAsync();
        var without = await Assert.ThrowsAsync<ExecutionFailedException>(() => Logos(host).RunAsync<Value>("trip", cancellationToken: Token));
        var failed = without.Execution;
        Assert.Equal((ExecutionStatus.Failed, "RAIN"), (failed.Status, failed.Nodes.Single(node => node.Id == "outing").Error!.Code));

        _weather.IsBad = false;
        Assert.Equal(Verdict.Done, await Logos(host).RetryAsync(failed.Id, Token));

        var ended = await Logos(host).WaitAsync(failed.Id, Token);
        Assert.Equal((ExecutionStatus.Completed, "sun"), (ended!.Status, ended.Results["said"].AsString()));
        Assert.Equal(1, ended.Nodes.Single(node => node.Id == "before").Attempt);
        Assert.Equal([("outing", 1, NodeStatus.Failed, "RAIN")], ended.Nodes.SelectMany(node => node.Attempts).Select(row => (row.Node, row.Attempt, row.Status, row.Error!.Code)));
    }

    [Fact]
    public async Task Progress_is_told_to_whoever_watches()
    {
        using var host = await StartAsync();
        var id = await Logos(host).StartAsync("through", cancellationToken: Token);
        var seen = new List<ExecutionUpdate>();
        await foreach (var update in Logos(host).WatchAsync(id, Token))
        {
            seen.Add(update);
            // Not before somebody watches, or nobody would hear it.
            if (update is ExecutionUpdate.Node { Info.Status: NodeStatus.Running })
                _gate.Watched.TrySetResult();
            if (update is ExecutionUpdate.Progress)
                _gate.Opened.TrySetResult();
        }

        Assert.Equal(("gate", Value.From("half way")), seen.OfType<ExecutionUpdate.Progress>().Select(each => (each.NodeId, each.Value)).Single());
        Assert.Equal(ExecutionStatus.Completed, Assert.IsType<ExecutionUpdate.Stands>(seen[^1]).Status);
    }

    [Fact]
    public async Task Who_does_not_keep_up_with_watching_is_told_how_all_stands_instead_of_what_was_missed()
    {
        using var host = await StartAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var id = await Logos(host).StartAsync("chatter", cancellationToken: Token);
        var seen = new List<ExecutionUpdate>();
        await foreach (var update in Logos(host).WatchAsync(id, patience.Token))
        {
            seen.Add(update);
            if (update is not ExecutionUpdate.Node { Info: var node })
                continue;
            if (node is { Id: "chat", Status: NodeStatus.Running })
            {
                // Not a word is read meanwhile. The ends of `chat` and `twice` are told before `last` is handed out, and nobody has room for them.
                _gate.Watched.TrySetResult();
                await _gate.Entered.Task.WaitAsync(patience.Token);
            }

            if (node is { Id: "chat", Status: NodeStatus.Succeeded })
                _gate.Opened.TrySetResult();
        }

        Assert.InRange(seen.OfType<ExecutionUpdate.Progress>().Count(each => each.NodeId == "chat"), 1, Chatty.Words - 1);
        Assert.Contains(seen, update => update is ExecutionUpdate.Node { Info: { Id: "twice", Status: NodeStatus.Succeeded } });
        Assert.Equal(ExecutionStatus.Completed, Assert.IsType<ExecutionUpdate.Stands>(seen[^1]).Status);
    }

    [Fact]
    public async Task A_host_that_stops_lets_running_nodes_finish_and_goes_on_later_with_the_rest()
    {
        Guid id;
        using (var host = await StartAsync())
        {
            id = await Logos(host).StartAsync("through", cancellationToken: Token);
            await _gate.Entered.Task.WaitAsync(Token);
            var waiting = Logos(host).WaitAsync(await Logos(host).StartAsync("asking", cancellationToken: Token), Token);
            var stopping = host.StopAsync(Token);
            _gate.Opened.SetResult();
            await stopping;
            await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
            Assert.Contains("LGS6006", (await Assert.ThrowsAsync<InvalidOperationException>(() => Logos(host).FindAsync(id, Token))).Message, StringComparison.Ordinal);
        }

        using var again = await StartAsync();
        var ended = await Logos(again).WaitAsync(id, Token);
        Assert.Equal((ExecutionStatus.Completed, "through"), (ended!.Status, ended.Results["said"].AsString()));
        Assert.Equal(1, Assert.Single(ended.Nodes).Attempt);
    }

    private static LogosEngine Logos(IHost host) => host.Services.GetRequiredService<LogosEngine>();

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = _folder.Path, DisableDefaults = true });
        builder.AddLogos();
        builder.AddLogosNode<Double>("double", Pool.Rule).AddLogosNode<Gated>("gated").AddLogosNode<Outing>("outing").AddLogosNode<Chatty>("chatty");
        builder.AddLogosGraph(Twice).AddLogosGraph(Through).AddLogosGraph(Asking).AddLogosGraph(Trip).AddLogosGraph(Chatter);
        builder.Services.AddSingleton(_gate).AddSingleton(_weather);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
