using System.Collections.Concurrent;
using Logos.Adapters.Memory;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Tests.Caching;

public sealed class OutcomeCacheTests
{
    private const string Node = "a: { type: count, with: { n: '${{ inputs.x }}' }, cache: { ttl: 10m } }";

    private readonly Worker _worker = new();
    private readonly Recorded _cache;
    private int _runs;

    public OutcomeCacheTests()
    {
        _cache = new(new MemoryCache(_worker.Clock));
        _worker.Cache = new(_cache, _worker.Clock);
        _worker.With("count", context => (Value)ValueMap.From([new("run", Interlocked.Increment(ref _runs)), new("given", context.With)]));
        _worker.With("other", context => (Value)ValueMap.From([new("run", Interlocked.Increment(ref _runs))]));
    }

    [Fact]
    public async Task What_is_given_the_same_yields_the_same_and_does_not_run_again()
    {
        var first = Good(await _worker.RunAsync(Node, """{"inputs": {"x": 1}}"""));
        var second = Good(await _worker.RunAsync(Node, """{"inputs": {"x": 1}}"""));
        Assert.Equal((false, true, 1), (first.IsCached, second.IsCached, _runs));
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(first.Control, second.Control);
    }

    [Theory]
    [InlineData("a: { type: count, with: { n: '${{ inputs.x }}' }, cache: { ttl: 10m } }", """{"inputs": {"x": 2}}""", "home")]
    [InlineData("a: { type: count, with: { m: '${{ inputs.x }}' }, cache: { ttl: 10m } }", """{"inputs": {"x": 1}}""", "home")]
    [InlineData("a: { type: other, with: { n: '${{ inputs.x }}' }, cache: { ttl: 10m } }", """{"inputs": {"x": 1}}""", "home")]
    [InlineData("a: { type: count, with: { n: '${{ inputs.x }}' }, cache: { ttl: 10m } }", """{"inputs": {"x": 1}}""", "away")]
    [InlineData("a: { type: count, with: { n: '${{ inputs.x }}' } }", """{"inputs": {"x": 1}}""", "home")]
    public async Task Another_input_type_or_workspace_is_something_else(string node, string context, string workspace)
    {
        await _worker.RunAsync(Node, """{"inputs": {"x": 1}}""");
        await _worker.RunAsync(node, context, change: task => task with { Workspace = workspace });
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task It_holds_for_every_node_and_every_item_that_is_given_the_same()
    {
        await _worker.RunAsync(Node, """{"inputs": {"x": 1}}""");
        await _worker.RunAsync("b: { type: count, with: { n: 1 }, cache: { ttl: 1h } }", change: task => task with { Graph = "another", Key = task.Key with { Item = 7 } });
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task After_its_time_it_runs_again()
    {
        await _worker.RunAsync(Node, """{"inputs": {"x": 1}}""");
        _worker.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(Good(await _worker.RunAsync(Node, """{"inputs": {"x": 1}}""")).IsCached);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task A_failure_is_never_kept()
    {
        const string Flaky = "a: { type: flaky, with: { n: 1 }, cache: { ttl: 10m } }";
        _worker.With("flaky", _ => Interlocked.Increment(ref _runs) < 3 ? new Failure(WorkersCodes.BrokenConnection, FailureKind.Transient, "busy") : (Value)"done");
        Assert.Equal("busy", (await _worker.FailureAsync(Flaky)).Message);
        Assert.Equal("busy", (await _worker.FailureAsync(Flaky)).Message);
        Assert.Equal("done", (await _worker.OutputAsync(Flaky)).AsString());
        Assert.Equal("done", (await _worker.OutputAsync(Flaky)).AsString());
        Assert.Equal(3, _runs);
    }

    [Fact]
    public async Task A_secret_makes_a_difference_and_stands_nowhere()
    {
        const string Secret = "a: { type: count, with: { token: '${{ secrets.TOKEN }}' }, cache: { ttl: 10m } }";
        _worker.Secrets["TOKEN"] = "0123456789-first";
        var first = Good(await _worker.RunAsync(Secret));
        Assert.Equal(first.Output, Good(await _worker.RunAsync(Secret)).Output);
        _worker.Secrets["TOKEN"] = "0123456789-second";
        Assert.False(Good(await _worker.RunAsync(Secret)).IsCached);
        Assert.Equal(2, _runs);
        Assert.All(_cache.Told, text => Assert.DoesNotContain("0123456789", text, StringComparison.Ordinal));
        Assert.Equal(2, _cache.Kept);
    }

    [Fact]
    public async Task What_a_rule_works_out_by_itself_counts_as_given()
    {
        const string Rule = "a: { type: rule, with: { let: { double: '${{ up.n * 2 }}' }, output: '${{ double }}' }, cache: { ttl: 10m }, needs: [up] }\nup: { type: count }";
        Assert.Equal(4, (await _worker.OutputAsync(Rule, """{"up": {"n": 2, "noise": 1}}""")).AsDecimal());
        Assert.True(Good(await _worker.RunAsync(Rule, """{"up": {"n": 2, "noise": 2}}""")).IsCached);
        Assert.Equal(6, (await _worker.OutputAsync(Rule, """{"up": {"n": 3, "noise": 1}}""")).AsDecimal());
        const string Changed = "a: { type: rule, with: { let: { double: '${{ up.n * 20 }}' }, output: '${{ double }}' }, cache: { ttl: 10m }, needs: [up] }\nup: { type: count }";
        Assert.Equal(40, (await _worker.OutputAsync(Changed, """{"up": {"n": 2}}""")).AsDecimal());
    }

    [Fact]
    public async Task A_key_of_its_own_decides_alone_and_for_its_node_alone()
    {
        const string Keyed = "a: { type: count, with: { n: '${{ inputs.x }}' }, cache: { ttl: 10m, key: '${{ inputs.y }}' } }";
        await _worker.RunAsync(Keyed, """{"inputs": {"x": 1, "y": "k"}}""");
        Assert.True(Good(await _worker.RunAsync(Keyed, """{"inputs": {"x": 2, "y": "k"}}""")).IsCached);
        Assert.False(Good(await _worker.RunAsync(Keyed, """{"inputs": {"x": 1, "y": "l"}}""")).IsCached);
        Assert.False(Good(await _worker.RunAsync(Keyed.Replace("a:", "b:", StringComparison.Ordinal), """{"inputs": {"x": 1, "y": "k"}}""")).IsCached);
    }

    [Fact]
    public async Task While_the_cache_is_away_every_node_runs()
    {
        _worker.Cache = new(new Away(), _worker.Clock);
        for (var run = 1; run <= 2; run++)
            Assert.Equal(run, (await _worker.OutputAsync(Node, """{"inputs": {"x": 1}}"""))["run"].AsDecimal());
        Assert.Equal(4, _worker.Cache.Failures);
    }

    [Fact]
    public async Task A_cache_that_does_not_answer_is_not_waited_for()
    {
        _worker.Cache = new(new Silent(), _worker.Clock);
        var running = _worker.OutputAsync("a: { type: count, cache: { ttl: 10m }, timeout: 30d }");
        while (!running.IsCompleted)
        {
            _worker.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(1, (await running)["run"].AsDecimal());
        Assert.Equal(2, _worker.Cache.Failures);
    }

    [Fact]
    public async Task Of_many_at_once_one_runs_and_the_others_wait_for_it()
    {
        var (begun, go) = (Signal(), Signal());
        _worker.With("slow", async (_, _) =>
        {
            begun.TrySetResult();
            await go.Task;
            return (Value)Interlocked.Increment(ref _runs);
        });
        const string Slow = "a: { type: slow, cache: { ttl: 10m } }";
        var first = _worker.OutputAsync(Slow);
        await begun.Task;
        var others = Enumerable.Range(0, 5).Select(_ => _worker.OutputAsync(Slow)).ToArray();
        go.SetResult();
        Assert.Equal(1, (await first).AsDecimal());
        Assert.All(await Task.WhenAll(others), output => Assert.Equal(1, output.AsDecimal()));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task When_the_one_that_runs_fails_the_others_run_all_at_once()
    {
        var (begun, go) = (Signal(), Signal());
        _worker.With("slow", async (_, _) =>
        {
            if (Interlocked.Increment(ref _runs) > 1)
                return (Value)"done";
            begun.TrySetResult();
            await go.Task;
            return new Failure(WorkersCodes.BrokenConnection, FailureKind.Transient, "busy");
        });
        const string Slow = "a: { type: slow, cache: { ttl: 10m } }";
        var first = _worker.FailureAsync(Slow);
        await begun.Task;
        var others = Enumerable.Range(0, 5).Select(_ => _worker.OutputAsync(Slow)).ToArray();
        go.SetResult();
        Assert.Equal("busy", (await first).Message);
        Assert.All(await Task.WhenAll(others), output => Assert.Equal("done", output.AsString()));
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Outcome.Succeeded Good(IReadOnlyList<StepOutcome> steps) => Assert.IsType<Outcome.Succeeded>(Assert.Single(steps).Outcome);

    /// <summary>Notes everything that a cache is told.</summary>
    private sealed class Recorded(ICache cache) : ICache
    {
        private readonly ConcurrentQueue<string> _told = new();

        public IEnumerable<string> Told => _told;

        public int Kept { get; private set; }

        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken)
        {
            _told.Enqueue(key);
            return cache.FindAsync(key, cancellationToken);
        }

        public ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
        {
            Kept++;
            _told.Enqueue(key);
            _told.Enqueue(System.Text.Encoding.UTF8.GetString(value.Span));
            return cache.KeepAsync(key, value, ttl, cancellationToken);
        }
    }

    private sealed class Away : ICache
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken) => throw new IOException("nobody is there");

        public ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) => ValueTask.FromException(new IOException("nobody is there"));
    }

    private sealed class Silent : ICache
    {
        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken) => new(new TaskCompletionSource<ReadOnlyMemory<byte>?>().Task);

        public ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken) => new(new TaskCompletionSource().Task);
    }
}
