using Logos.Cli.Tests.Running;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Cli.Tests.Engines;

public sealed class LargeValueTests : IAsyncDisposable
{
    private readonly Embedded _embedded = new Embedded()
        .Type("text", context => ValueMap.From([new("text", new string('x', Length(context))), new("n", 7)]) is var map ? (Value)map : default)
        .Type("rows", context => ValueMap.From([new("list", Rows(Length(context)))]) is var map ? (Value)map : default)
        .Type("picky", context => context.With["n"].AsDecimal() % 3 == 0 ? new Failure("LGS9999", FailureKind.Permanent, new string('y', 100)) : context.With["n"]);

    private static int Length(NodeContext context) => (int)context.With["length"].AsDecimal();

    public ValueTask DisposeAsync() => _embedded.DisposeAsync();

    [Fact]
    public async Task Fifty_megabytes_go_by_reference_and_do_not_stay_in_memory()
    {
        _embedded.Graph("big", "nodes:\n  a: { type: text, with: { length: 50000000 } }\n  b: { type: rule, needs: [a], with: { output: { n: \"${{ a.n + 1 }}\", some: \"${{ a.text != '' }}\" } } }\noutputs: { b: \"${{ b }}\", n: \"${{ a.n }}\" }");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var ended = await _embedded.RunAsync("big");

        Assert.Equal("""{"b":{"n":8,"some":true},"n":7}""", ended.Row.Results!.Read().ToJson());
        var output = ended.Nodes.Single(node => node.Node == "a").Output!;
        Assert.False(output.IsInline);
        Assert.InRange(output.Length, 50_000_000, 50_000_100);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50_000_000);
    }

    [Fact]
    public async Task More_than_64_MiB_fail_the_node()
    {
        _embedded.Graph("huge", "nodes:\n  a: { type: text, with: { length: 67108864 } }");

        var ended = await _embedded.RunAsync("huge");

        Assert.Equal(ExecutionStatus.Failed, ended.Row.Status);
        Assert.Equal(("LGS5006", "the output is larger than 64 MiB"), (ended.Nodes[0].Error!.Code, ended.Nodes[0].Error!.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_foreach_goes_through_ten_thousand_items_of_one_kilobyte(bool byNode)
    {
        _embedded.Graph("rows", byNode
            ? "nodes:\n  a: { type: rows, with: { length: 10000 } }\n  each: { type: rule, needs: [a], foreach: { items: \"${{ a.list }}\", concurrency: 500 }, with: { output: [\"${{ item.n }}\", \"${{ index }}\", \"${{ len(item.text) }}\"] } }\noutputs: { all: \"${{ each }}\" }"
            : "inputs: { list: { type: array } }\nnodes:\n  each: { type: rule, foreach: { items: \"${{ inputs.list }}\", concurrency: 500 }, with: { output: [\"${{ item.n }}\", \"${{ index }}\", \"${{ len(item.text) }}\"] } }\noutputs: { all: \"${{ each }}\" }");

        var ended = await _embedded.RunAsync("rows", byNode ? ValueMap.Empty : ValueMap.From([new("list", Rows(10_000))]));

        Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
        Assert.False(ended.Row.Results!.IsInline);
        var all = (await _embedded.Engine.ReadAsync(ended.Row.Results, TestContext.Current.CancellationToken))["all"].AsList();
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"[{i},{i},1000]"), all.Select(item => item.ToJson()));
    }

    [Fact]
    public async Task Large_inputs_are_read_where_they_are_read_and_conditions_see_their_part()
    {
        const string Nodes = "inputs: { list: { type: array }, go: { type: boolean } }\nnodes:\n  a: { type: rule, when: inputs.go, with: { output: \"${{ len(inputs.list) }}\" } }\n  b: { type: rule, when: \"#\", with: { output: 1 } }\noutputs: { a: \"${{ a }}\", first: \"${{ inputs.list[0].n }}\" }";
        _embedded.Graph("fine", Nodes.Replace("#", "!inputs.go", StringComparison.Ordinal)).Graph("greedy", Nodes.Replace("#", "len(inputs.list) > 1", StringComparison.Ordinal));
        var inputs = ValueMap.From([new("list", Rows(200)), new("go", true)]);

        var fine = await _embedded.RunAsync("fine", inputs);
        var greedy = await _embedded.RunAsync("greedy", inputs);

        Assert.False(fine.Head.Inputs.IsInline);
        Assert.Equal("""{"a":200,"first":0}""", fine.Row.Results!.Read().ToJson());
        Assert.Equal("""{"go":true}""", fine.Row.Memo.Inputs.ToJson());
        Assert.Equal((ExecutionStatus.Failed, "LGS3031", "conditions read `inputs.go`, `inputs.list`, which is more than 64 KiB"), (greedy.Row.Status, greedy.Row.Error!.Code, greedy.Row.Error.Message));
    }

    [Fact]
    public async Task A_child_takes_large_inputs_and_gives_large_results_and_shares_nothing_with_its_parent()
    {
        _embedded
            .Graph("child", "inputs: { list: { type: array } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.list }}\" } }\noutputs: { list: \"${{ a }}\", n: \"${{ len(a) }}\" }")
            .Graph("parent", "nodes:\n  a: { type: rows, with: { length: 100 } }\n  sub: { type: subgraph, needs: [a], with: { graph: child, inputs: { list: \"${{ a.list }}\" } } }\n  b: { type: rule, needs: [sub], when: sub.n == 100, with: { output: \"${{ sub.list[99].n }}\" } }\noutputs: { b: \"${{ b }}\" }");

        var ended = await _embedded.RunAsync("parent");
        var tree = await _embedded.Engine.TreeAsync(ended.Head.Id);

        Assert.Equal("""{"b":99}""", ended.Row.Results!.Read().ToJson());
        Assert.Equal(2, tree.Count);
        foreach (var execution in tree)
        {
            var references = References(execution);
            Assert.NotEmpty(references);
            Assert.All(references, key => Assert.Equal(execution.Head.Id, key.Execution));
        }

        Assert.Equal([BlobKey.Inputs, BlobKey.Results, "a"], References(tree.Single(execution => execution.Head.Parent is not null)).Select(key => key.Node).Order(StringComparer.Ordinal));
        Assert.Equal(["a", "sub"], References(ended).Select(key => key.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_loop_sees_a_large_last_round()
    {
        _embedded
            .Graph("round", "inputs: { list: { type: array }, i: { type: integer } }\nnodes:\n  a: { type: rows, with: { length: \"${{ 100 + inputs.i }}\" } }\noutputs: { list: \"${{ a.list }}\" }")
            .Graph("rounds", "nodes:\n  a: { type: loop, with: { graph: round, max: 5, until: \"len(last.list) == 102\", inputs: { list: \"${{ last.list }}\", i: \"${{ iteration }}\" } } }\noutputs: { n: \"${{ len(a.list) }}\" }");

        Assert.Equal("""{"n":102}""", (await _embedded.RunAsync("rounds")).Row.Results!.Read().ToJson());
    }

    [Fact]
    public async Task A_task_of_more_than_a_mebibyte_carries_references()
    {
        var nodes = string.Concat(Enumerable.Range(0, 30).Select(i => $"  n{i}: {{ type: text, with: {{ length: {60_000 + i} }} }}\n"));
        var ids = Enumerable.Range(0, 30).Select(i => $"n{i}").ToArray();
        _embedded.Graph("wide", $"nodes:\n{nodes}  sum: {{ type: rule, needs: [{string.Join(", ", ids)}], with: {{ output: \"${{{{ {string.Join(" + ", ids.Select(id => $"({id}.text == n7.text ? 1 : 0)"))} }}}}\" }} }}\noutputs: {{ sum: \"${{{{ sum }}}}\" }}");

        var ended = await _embedded.RunAsync("wide");

        Assert.Equal("""{"sum":1}""", ended.Row.Results!.Read().ToJson());
        Assert.Empty(References(ended));
        Assert.InRange(Directory.GetFiles(Path.Combine(_embedded.Folder, "blobs"), $"*~{BlobKey.Task}~*").Length, 12, 20);
    }

    [Fact]
    public async Task The_failures_of_many_items_are_read_downstream()
    {
        _embedded.Graph("many", "nodes:\n  a: { type: rows, with: { length: 3000 } }\n  each: { type: picky, needs: [a], on_error: continue, retry: { attempts: 1 }, foreach: { items: \"${{ a.list }}\", concurrency: 500 }, with: { n: \"${{ item.n }}\" } }\n  b: { type: rule, needs: [each], with: { output: [\"${{ len(filter(each.$errors, e => e != null)) }}\", \"${{ each.$errors[3].code }}\", \"${{ each.$errors[4] }}\", \"${{ each[3] }}\", \"${{ each[4] }}\"] } }\noutputs: { b: \"${{ b }}\" }");

        Assert.Equal("""{"b":[1000,"LGS9999",null,null,4]}""", (await _embedded.RunAsync("many")).Row.Results!.Read().ToJson());
    }

    [Fact]
    public async Task A_list_of_all_items_that_is_too_large_fails_its_node()
    {
        _embedded.Graph("lists", "nodes:\n  a: { type: rows, with: { length: 70 } }\n  each: { type: text, needs: [a], foreach: { items: \"${{ a.list }}\", concurrency: 4 }, with: { length: 1000000 } }");

        var ended = await _embedded.RunAsync("lists");

        var each = ended.Nodes.Single(node => node.Node == "each");
        Assert.Equal((NodeStatus.Failed, "LGS3032"), (each.Status, each.Error!.Code));
        Assert.StartsWith("the list of all 70 items has 700", each.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_by_reference_is_there_after_a_restart()
    {
        _embedded.Graph("held", "nodes:\n  a: { type: rows, with: { length: 300 } }\n  go: { type: wait, needs: [a], with: { signal: go } }\n  each: { type: rule, needs: [a, go], foreach: { items: \"${{ a.list }}\" }, with: { output: \"${{ item.n + len(a.list) }}\" } }\noutputs: { sum: \"${{ sum(each) }}\" }");
        var watch = await _embedded.Engine.SubmitAsync("held", ValueMap.Empty, cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var change in watch.Changes.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (change.Changes.Nodes.Any(node => node.Signal == "go"))
                break;
        }

        watch.Dispose();
        await _embedded.StopAsync();
        var ended = await _embedded.EndAsync(watch.Head, engine => engine.SignalAsync(watch.Head, "go", Value.Null));

        Assert.Equal($"{{\"sum\":{(299 * 150) + (300 * 300)}}}", ended.Row.Results!.Read().ToJson());
    }

    [Fact]
    public async Task The_blobs_of_an_execution_go_with_it()
    {
        var gone = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var embedded = new Embedded
        {
            Keeping = new()
            {
                Retention = new() { Count = 0 },
                RestAfter = TimeSpan.FromMilliseconds(10),
                RetentionInterval = TimeSpan.FromSeconds(1),
                OnRemoved = id =>
                {
                    gone.TrySetResult(id);
                    return ValueTask.CompletedTask;
                },
            },
        };
        embedded.Graph("echo", "inputs: { list: { type: array } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.list }}\" } }");

        using var watch = await embedded.Engine.SubmitAsync("echo", ValueMap.From([new("list", Rows(100))]), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(watch.Head.Id, await gone.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(Path.Combine(embedded.Folder, "blobs")));
    }

    [Fact]
    public void A_megabyte_is_printed_as_it_is()
    {
        using var folder = new TempFolder();
        var list = Rows(1000);
        folder.Write("inputs.json", ValueMap.From([new("list", list)]) is var inputs ? ((Value)inputs).ToJson() : "");
        folder.Write("echo.yaml", "name: echo\ninputs: { list: { type: array } }\nnodes:\n  a: { type: rule, with: { output: \"${{ inputs.list }}\" } }\noutputs: { list: \"${{ a }}\" }\n");

        var run = InProcess.In(folder, "run", "echo.yaml", "--inputs", "inputs.json");

        Assert.Equal(0, run.Code);
        Assert.Equal(((Value)list).ToJson(), ValueJson.Parse(run.Output)["list"].ToJson());
    }

    private static ValueList Rows(int count) =>
        ValueList.From(Enumerable.Range(0, count).Select(i => (Value)ValueMap.From([new("n", i), new("text", new string('x', 1000))])).ToArray());

    private static List<BlobKey> References(StoredExecution stored) =>
        [.. new[] { stored.Head.Inputs, stored.Row.Results }.Concat(stored.Nodes.Select(node => node.Output)).Where(payload => payload is { IsInline: false }).Select(payload => BlobKey.Parse(payload!.Blob!)!)];
}
