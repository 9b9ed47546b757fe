using System.Reflection;
using Logos.Core.Orchestration;
using Logos.Gateway.Limits;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Tests.Limits;

/// <summary>When the store is asked how much is open, and when what it said last still counts.</summary>
public sealed class CachedCountTests
{
    private const string Workspace = "default", Other = "other";

    private readonly CountedStore _store = CountedStore.Make();
    private readonly Ticks _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Below_half_of_a_large_limit_it_is_asked_once_a_second()
    {
        var admission = Admission(5_000);
        for (var i = 0; i < 100; i++)
            await LetInAsync(admission);
        Assert.Equal(1, _store.Asked);

        _clock.Move(TimeSpan.FromSeconds(1));
        await LetInAsync(admission);
        Assert.Equal(1, _store.Asked);

        _clock.Move(TimeSpan.FromTicks(1));
        await LetInAsync(admission);
        Assert.Equal(2, _store.Asked);
    }

    [Fact]
    public async Task What_was_let_in_since_counts_and_from_half_of_the_limit_on_it_is_asked_each_time()
    {
        var admission = Admission(5_000);
        _store.Open = 2_490;
        await LetInAsync(admission);
        // 2,490 and the first are in the books, and itself: nine more stay below 2,500.
        for (var i = 0; i < 8; i++)
            await LetInAsync(admission);
        Assert.Equal(1, _store.Asked);

        _store.Open = 2_499;
        for (var i = 0; i < 5; i++)
            await LetInAsync(admission);

        Assert.Equal(6, _store.Asked);
    }

    [Fact]
    public async Task A_limit_that_is_smaller_is_exact()
    {
        var admission = Admission(4_999);
        for (var i = 0; i < 10; i++)
            await LetInAsync(admission);
        Assert.Equal(10, _store.Asked);

        _store.Open = 4_998;
        await LetInAsync(admission);
        _store.Open = 4_999;
        Assert.Equal(429, (await admission.EnterAsync(_store.Engine, Workspace, "g", Token)).Refused!.Status);
    }

    [Fact]
    public async Task What_others_let_in_meanwhile_is_seen_when_the_count_is_a_second_old()
    {
        var admission = Admission(5_000);
        await LetInAsync(admission);
        _store.Open = 5_000;
        await LetInAsync(admission);

        _clock.Move(TimeSpan.FromSeconds(1.1));

        Assert.Equal(429, (await admission.EnterAsync(_store.Engine, Workspace, "g", Token)).Refused!.Status);
    }

    [Fact]
    public async Task Workspaces_are_counted_apart()
    {
        var admission = Admission(5_000);
        await LetInAsync(admission);
        await LetInAsync(admission, Other);
        await LetInAsync(admission);
        await LetInAsync(admission, Other);

        Assert.Equal(2, _store.Asked);
    }

    [Fact]
    public async Task What_is_just_being_inserted_while_the_store_is_asked_is_not_forgotten()
    {
        var admission = Admission(5_000);
        _store.Open = 2_400;
        var rooms = new List<Admission.Room>();
        // All of them ask, since none has an answer yet, and the store's answer may know of none of them.
        _store.Hold();
        var entering = Enumerable.Range(0, 200).Select(_ => admission.EnterAsync(_store.Engine, Workspace, "g", Token).AsTask()).ToArray();
        _store.Release();
        foreach (var entered in await Task.WhenAll(entering))
        {
            Assert.Null(entered.Refused);
            rooms.Add(entered.Room);
        }

        var asked = _store.Asked;
        await LetInAsync(admission);
        Assert.Equal(asked + 1, _store.Asked);
        rooms.ForEach(room => room.Dispose());
    }

    private Admission Admission(int limit) => new(Options.Create(new GatewayOptions { MaxInFlight = limit, MaxQueued = limit }), _clock);

    private async Task LetInAsync(Admission admission, string workspace = Workspace)
    {
        var (room, refused) = await admission.EnterAsync(_store.Engine, workspace, "g", Token);
        Assert.Null(refused);
        room.Dispose();
    }

    /// <summary>A store that is asked how much is open, and for nothing else.</summary>
    public class CountedStore : DispatchProxy
    {
        private TaskCompletionSource? _held;

        public int Open { get; set; }

        public int Asked { get; private set; }

        internal EngineAccess Engine { get; private set; } = null!;

        internal static CountedStore Make()
        {
            var store = Create<IExecutionStore, CountedStore>();
            var counted = (CountedStore)(object)store;
            // Nothing else of an engine is looked at.
            counted.Engine = new() { Executions = store, Graphs = null!, Documents = null!, Keys = null!, Plans = null!, TypesNow = null!, Feed = null!, Failures = null!, Values = null!, Client = null!, WhenBroken = null! };
            return counted;
        }

        public void Hold() => _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _held!.SetResult();

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IExecutionStore.CountOpenAsync))
                throw new NotSupportedException(targetMethod.Name);
            Asked++;
            return new ValueTask<OpenExecutions>(AnswerAsync(new(Open, 0)));
        }

        private async Task<OpenExecutions> AnswerAsync(OpenExecutions answer)
        {
            if (_held is { } held)
                await held.Task;
            return answer;
        }
    }

    private sealed class Ticks : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Move(TimeSpan by) => _now += by.Ticks;
    }
}
