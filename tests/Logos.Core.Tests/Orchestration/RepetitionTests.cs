using System.Text;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Tests.Executions;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Orchestration;

public sealed class RepetitionTests
{
    private const string Http = "type: http, with: { url: \"https://example.org\" }";
    private const string Undo = "compensate: { type: http, with: { url: \"https://example.org/undo\" } }";

    private const string Graph = $$"""
        nodes:
          a: { {{Http}}, {{Undo}} }
          b: { {{Http}}, needs: [a] }
          c: { {{Http}}, needs: [a] }
          d: { {{Http}}, needs: [b] }
          e: { {{Http}}, needs: [c, d], when: a.ok == true }
        """;

    private static readonly Guid NewId = Guid.Parse("019c0000-0000-7000-8000-00000000000f");
    private static readonly DateTimeOffset At = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Shelf _blobs = new();
    private readonly Repetition _repetition;

    public RepetitionTests() => _repetition = new(new LargeValues(_blobs, TimeProvider.System));

    [Fact]
    public async Task A_rerun_is_the_same_from_the_beginning_as_an_execution_of_its_own()
    {
        var source = Stored(Ended());
        var (submission, verdict) = await _repetition.RerunAsync(source, NewId, 3, At, "ada", CancellationToken.None);
        Assert.Equal(200, verdict.Status);
        Assert.Equal(source.Head with { Id = NewId, Root = NewId, Partition = 3, CreatedAt = At, CreatedBy = "ada" }, submission!.Head);
        Assert.Empty(submission.Seeds);
        Assert.Equal(At + TimeSpan.FromHours(1), submission.Deadline);
    }

    [Fact]
    public async Task A_fork_runs_the_node_and_all_behind_it_and_takes_over_the_rest()
    {
        var fork = await ForkAsync(Stored(Ended()), "b");
        Assert.Equal("ada", fork.Submission!.Head.CreatedBy);
        var play = new Play(Graph, seeds: fork.Submission.Seeds);
        Assert.Equal("a:succeeded b:running c:succeeded d:pending e:pending", play.Statuses);
        Assert.Equal(["b"], play.Dispatched);
        Assert.Equal("""{"ok":true}""", play["c"].Output!.Read().ToJson());
        // Conditions read what was taken over.
        play.Good("b").Good("d");
        Assert.Equal(["e"], play.Dispatched);
    }

    [Fact]
    public async Task A_fork_of_what_failed_runs_again_what_did_not_succeed()
    {
        var source = new Play(Graph.Replace(Undo, "on_error: fail", StringComparison.Ordinal)).Good("a").Good("c").Bad("b");
        var fork = await ForkAsync(Stored(source), "c");
        Assert.Equal("a:succeeded b:running c:running d:pending e:pending", new Play(Graph, seeds: fork.Submission!.Seeds).Statuses);
    }

    [Fact]
    public async Task Edited_inputs_take_the_place_of_the_ones_before_and_are_checked()
    {
        var source = Stored(Ended());
        var edited = ValueMap.From([new("list", ValueList.Of(9))]);
        var fork = await _repetition.ForkAsync(source, Plan, "b", edited, NewId, 0, At, "ada", CancellationToken.None);
        Assert.Equal("""{"a":{"n":1},"list":[9]}""", fork.Submission!.Head.Inputs.Read().ToJson());

        var large = await _repetition.ForkAsync(source with { Head = source.Head with { Inputs = _blobs.Put(BlobKey.Inputs, """{"a":{"n":2}}""") } }, Plan, "b", edited, NewId, 0, At, "ada", CancellationToken.None);
        Assert.Equal("""{"a":{"n":2},"list":[9]}""", large.Submission!.Head.Inputs.Read().ToJson());

        var wrong = await _repetition.ForkAsync(source, Plan, "b", ValueMap.From([new("list", 9), new("lost", 1)]), NewId, 0, At, "ada", CancellationToken.None);
        Assert.Equal(422, wrong.Verdict.Status);
        Assert.Contains("`lost`", wrong.Verdict.Message, StringComparison.Ordinal);
        Assert.Contains("`list`", wrong.Verdict.Message, StringComparison.Ordinal);
        Assert.Null(wrong.Submission);
    }

    [Fact]
    public async Task What_a_fork_took_over_is_not_its_own_to_undo()
    {
        var fork = await ForkAsync(Stored(Ended()), "b");
        Assert.Equal("ada", fork.Submission!.Head.CreatedBy);
        var play = new Play(Graph, seeds: fork.Submission!.Seeds).Bad("b");
        Assert.Equal((ExecutionStatus.Failed, CompensationStatus.None), (play.State.Status, play["a"].Compensation));
    }

    [Fact]
    public async Task A_node_that_the_graph_does_not_have_is_refused_with_the_one_that_was_meant()
    {
        var fork = await _repetition.ForkAsync(Stored(Ended()), Plan, "bb", ValueMap.Empty, NewId, 0, At, "ada", CancellationToken.None);
        Assert.Equal((404, ExecutionCodes.NoSuchNode), (fork.Verdict.Status, fork.Verdict.Code));
    }

    [Fact]
    public async Task What_has_not_ended_is_refused()
    {
        var running = Stored(new Play(Graph).Good("a"));
        Assert.Equal((409, ExecutionCodes.NotEnded), Told(await ForkAsync(running, "b")));
        Assert.Equal((409, ExecutionCodes.NotEnded), Told(await _repetition.RerunAsync(running, NewId, 0, At, "ada", CancellationToken.None)));
    }

    [Fact]
    public async Task What_was_undone_can_be_run_again_and_not_be_forked()
    {
        var undone = Stored(new Play(Graph).Good("a").Good("c").Bad("b").Undone("a"));
        Assert.Equal((409, ExecutionCodes.WasCompensated), Told(await ForkAsync(undone, "b")));
        Assert.Equal(200, (await _repetition.RerunAsync(undone, NewId, 0, At, "ada", CancellationToken.None)).Verdict.Status);
    }

    [Fact]
    public async Task A_child_is_not_repeated_without_its_root()
    {
        var source = Stored(Ended());
        var child = source with { Head = source.Head with { Parent = new(NewId, 0, -1, 1, 0), Root = NewId } };
        Assert.Equal((409, ExecutionCodes.IsChild), Told(await ForkAsync(child, "b")));
        Assert.Equal((409, ExecutionCodes.IsChild), Told(await _repetition.RerunAsync(child, NewId, 0, At, "ada", CancellationToken.None)));
    }

    [Fact]
    public async Task What_rests_in_blobs_is_copied_and_nothing_is_shared()
    {
        var source = Stored(Ended());
        source = source with
        {
            Head = source.Head with { Inputs = _blobs.Put(BlobKey.Inputs, "{}") },
            Nodes = [.. source.Nodes.Select(row => row with { Output = _blobs.Put(row.Node, $"\"{row.Node}\"") })],
        };
        var fork = (await ForkAsync(source, "b")).Submission!;
        foreach (var (payload, content) in new[] { (fork.Head.Inputs, "{}"), (fork.Seeds[0].Output, "\"a\""), (fork.Seeds[1].Output, "\"c\"") })
        {
            var key = BlobKey.Parse(payload.Blob!)!;
            Assert.Equal((NewId, content), (key.Execution, Encoding.UTF8.GetString(_blobs[key])));
        }
    }

    private static Core.Graphs.Planning.GraphPlan Plan => new Play(Graph).Plan;

    private ValueTask<Repeated> ForkAsync(StoredExecution source, string node) => _repetition.ForkAsync(source, Plan, node, ValueMap.Empty, NewId, 0, At, "ada", CancellationToken.None);

    private static (int, string?) Told(Repeated repeated) => (repeated.Verdict.Status, repeated.Verdict.Code);

    private static Play Ended() => new Play(Graph).Good("a").Good("b").Good("c").Good("d").Good("e").Outputs();

    private static StoredExecution Stored(Play play)
    {
        var changes = play.State.TakeChanges();
        var head = new ExecutionHead
        {
            Id = play.State.Id,
            Root = play.State.Id,
            Partition = 1,
            Workspace = "acme",
            Graph = "play",
            GraphVersion = 4,
            Inputs = Payload.Of(ValueJson.Parse("""{"a": {"n": 1}, "list": [1, 2]}""")),
            CreatedAt = At.AddDays(-1),
            CreatedBy = "bob",
            Tags = new Dictionary<string, string> { ["team"] = "purchasing" },
        };
        return new(head, changes.Execution with { Deadline = head.CreatedAt + TimeSpan.FromHours(1) }, changes.Nodes, changes.Items);
    }

    private sealed class Shelf : IBlobStore
    {
        private readonly Dictionary<BlobKey, byte[]> _blobs = [];

        public byte[] this[BlobKey key] => _blobs[key];

        public Payload Put(string node, string json)
        {
            var key = BlobKey.New(Guid.Parse("019c0000-0000-7000-8000-000000000001"), node, TaskKey.NoItem, 0, At);
            _blobs.Add(key, Encoding.UTF8.GetBytes(json));
            return Payload.Reference(key.ToString(), json.Length);
        }

        public ValueTask WriteAsync(BlobKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            _blobs.Add(key, content.ToArray());
            return default;
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(BlobKey key, CancellationToken cancellationToken) => new(_blobs[key]);

        public ValueTask WriteAsync(BlobKey key, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DeleteAsync(BlobKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DeleteAsync(Guid execution, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<BlobKey> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
